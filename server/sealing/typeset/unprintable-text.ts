import { type CodePointSet, readFontCoverage } from './font-coverage.ts';
import { fontFiles } from './fonts.ts';

/**
 * Control characters, line ends, format characters (bidi overrides among them), private use, lone surrogates and all
 * else that cannot be seen: two texts that look alike must be alike. Marks too, unless Unicode
 * has the letter with its mark as one: a font draws any other pair in parts, which no reader puts together again.
 * Among Arabic letters, whose order readers change, stands no letter with a mark of another script. U+FFFC and U+FFFD stand
 * for something that was lost on the way.
 */
const UNFIT = /[\ufffc\ufffd\p{M}\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Cn}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u;

/**
 * The scripts of which a document's fonts hold all that a text needs, and of which every reader gives back what was set;
 * Indic scripts, for one, come back with letters repeated and exchanged. Common: digits, punctuation, symbols.
 */
const SCRIPTS = /[\p{sc=Latin}\p{sc=Cyrillic}\p{sc=Greek}\p{sc=Han}\p{sc=Arabic}\p{sc=Common}]/u;
/** Letters of other scripts that bear a mark, and may be drawn in parts. */
const MARKED = /(?!\p{sc=Arabic})\P{M}\p{M}/u;
/** Rare doubles that share their glyph with another character: a reader of the page cannot tell them apart. */
const DOUBLES = /[\u2027\u2035\u2215\u22ef\u24ff\u2780-\u2793\u2b95\u2e80-\u2fdf\u{1f10b}\u{1f10c}䎛㦳𤈎𤨁𧺯]/u;

/** Of the Arabic script, what Arabic and Persian are written with: the font draws many other letters in parts. */
const ARABIC =
  /[\u060c\u061b\u061f\u0621-\u063a\u0641-\u064a\u0660-\u066c\u067e\u0686\u0698\u06a9\u06af\u06cc\u06f0-\u06f9]/u;

let printable: CodePointSet | null = null;

/**
 * The characters of the text that cannot be printed, each once, in order of appearance; empty when all can.
 * Export to PDF/A-3a aborts at a missing glyph (ISO 19005-3 §6.2.11.8), so this is asked before.
 */
export function unprintableCharacters(text: string): readonly string[] {
  printable ??= readFontCoverage(fontFiles());
  const mixed = /\p{sc=Arabic}/u.test(text);
  const fits = (character: string) =>
    printable?.has(character.codePointAt(0) ?? 0) === true &&
    SCRIPTS.test(character) &&
    !UNFIT.test(character) &&
    !DOUBLES.test(character) &&
    (ARABIC.test(character) || !/\p{scx=Arabic}|[\u0600-\u06ff]/u.test(character)) &&
    !(mixed && MARKED.test(character.normalize('NFD')));
  return [...new Set(text.normalize('NFC'))].filter((character) => !fits(character));
}
