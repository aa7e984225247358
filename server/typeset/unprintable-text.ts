import { type CodePointSet, readFontCoverage } from './font-coverage.ts';
import { fontFiles } from './fonts.ts';

/**
 * Control characters, line ends, format characters (bidi overrides among them), private use, lone surrogates and all
 * else that cannot be seen: two texts that look alike must be alike.
 */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Cn}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u;

let printable: CodePointSet | null = null;

/**
 * The characters of the text that cannot be printed, each once, in order of appearance; empty when all can.
 * Export to PDF/A-3a aborts at a missing glyph (ISO 19005-3 §6.2.11.8), so this is asked before.
 */
export function unprintableCharacters(text: string): readonly string[] {
  printable ??= readFontCoverage(fontFiles());
  const found = new Set<string>();
  for (const character of text) {
    if (INVISIBLE.test(character) || !printable.has(character.codePointAt(0) ?? 0)) found.add(character);
  }
  return [...found];
}
