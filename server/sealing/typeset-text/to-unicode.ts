import { afterSpaceAndComments, hexValue, isRegular, isSpace } from '#core/pdf/syntax/characters.ts';
import { malformed } from '#core/pdf/syntax/read-error.ts';
import { readHexString, readLiteralString } from '#core/pdf/syntax/string-tokens.ts';

/** The text of each two-byte character code; no text where the font has none. */
export type CodeTexts = readonly (string | undefined)[];

/** Each section of a CMap holds at most 100 entries (Adobe TN 5014); writers exceed that, but none these. */
const MAX_ENTRIES = 65_536;
/** The longest token of the boilerplate, bytes. */
const LONGEST = 4096;

/**
 * Reads a /ToUnicode CMap for two-byte codes (ISO 32000-2, 9.10.3): `bfchar` and `bfrange`, targets in UTF-16BE.
 * Throws `file-malformed` for other code lengths, another CMap within, a code with two texts, and anything but the grammar.
 */
export function readToUnicode(bytes: Uint8Array): CodeTexts {
  const tokens = new Tokens(bytes);
  const texts: (string | undefined)[] = [];
  let previous = '';
  let spaces = 0;
  for (let word = tokens.next(); word !== ''; word = tokens.next()) {
    if (word === 'usecmap' || /^begin(cid|notdef)/.test(word)) throw malformed(`${word} in a ToUnicode CMap`);
    if (word === 'begincodespacerange') spaces += readCodeSpace(tokens, countOf(previous));
    if (word === 'beginbfchar') readChars(tokens, countOf(previous), texts);
    if (word === 'beginbfrange') readRanges(tokens, countOf(previous), texts);
    previous = word;
  }
  if (spaces !== 1) throw malformed('a ToUnicode CMap without its one code space');
  return texts;
}

function countOf(word: string): number {
  const count = /^\d{1,5}$/.test(word) ? Number(word) : -1;
  if (count < 0 || count > MAX_ENTRIES) throw malformed('a section of a CMap without count');
  return count;
}

function readCodeSpace(tokens: Tokens, count: number): number {
  const whole = count === 1 && tokens.code() === 0 && tokens.code() === 0xffff;
  if (!whole) throw malformed('a code space of a CMap that is not of two bytes');
  tokens.expect('endcodespacerange');
  return count;
}

function readChars(tokens: Tokens, count: number, texts: (string | undefined)[]): void {
  for (let i = 0; i < count; i++) put(texts, tokens.code(), tokens.text());
  tokens.expect('endbfchar');
}

function readRanges(tokens: Tokens, count: number, texts: (string | undefined)[]): void {
  for (let i = 0; i < count; i++) {
    const first = tokens.code();
    const last = tokens.code();
    // Only the last byte of a range may vary (ISO 32000-2, 9.10.3), so a reader need not carry.
    if (last < first || last >> 8 !== first >> 8) throw malformed('a range of a CMap over more than one last byte');
    if (tokens.takeBracket('[')) {
      for (let code = first; code <= last; code++) put(texts, code, tokens.text());
      tokens.expect(']');
    } else putRange(texts, first, last, tokens.text());
  }
  tokens.expect('endbfrange');
}

function putRange(texts: (string | undefined)[], first: number, last: number, text: string): void {
  const head = text.slice(0, -1);
  const unit = text.charCodeAt(text.length - 1);
  if ((unit & 0xff) + last - first > 0xff) throw malformed('the texts of a range of a CMap overflow');
  for (let code = first; code <= last; code++)
    put(texts, code, wellFormed(head + String.fromCharCode(unit + code - first)));
}

function put(texts: (string | undefined)[], code: number, text: string): void {
  const known = texts[code];
  if (known !== undefined && known !== text) throw malformed(`code ${code} of a CMap has two texts`);
  texts[code] = text;
}

function wellFormed(text: string): string {
  if (!text.isWellFormed()) throw malformed('half a character in a CMap');
  return text;
}

/** The tokens of a CMap, a PostScript program, as far as they matter here. */
class Tokens {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** The next token as text, '' at the end. Strings are skipped over: only `code` and `text` read them. */
  next(): string {
    const { length } = this.#bytes;
    this.#at = afterSpaceAndComments(this.#bytes, this.#at);
    const start = this.#at;
    const first = this.#bytes[start];
    if (start >= length) return '';
    if (first === 0x28) this.#at = readLiteralString(this.#bytes, start, length, LONGEST).end;
    else if (first === 0x3c && this.#bytes[start + 1] !== 0x3c)
      this.#at = readHexString(this.#bytes, start, length, LONGEST).end;
    else {
      this.#at += first === 0x3c ? 2 : 1;
      if (isRegular(first) || first === 0x2f) while (isRegular(this.#bytes[this.#at])) this.#at++;
    }
    if (this.#at - start > LONGEST) throw malformed('a token of a CMap is too long');
    return String.fromCharCode(...this.#bytes.subarray(start, this.#at));
  }

  expect(word: string): void {
    if (this.next() !== word) throw malformed(`no ${word} in a CMap where its count ends`);
  }

  takeBracket(bracket: '['): boolean {
    this.#at = afterSpaceAndComments(this.#bytes, this.#at);
    if (this.#bytes[this.#at] !== bracket.charCodeAt(0)) return false;
    this.#at++;
    return true;
  }

  /** A code of two bytes. */
  code(): number {
    this.#open();
    const code = this.#unit();
    this.#close();
    return code;
  }

  /** One or more characters in UTF-16BE. */
  text(): string {
    this.#open();
    let text = '';
    do text += String.fromCharCode(this.#unit());
    while (this.#bytes[this.#at] !== 0x3e && text.length <= LONGEST);
    this.#close();
    return wellFormed(text);
  }

  #open(): void {
    while (isSpace(this.#bytes[this.#at])) this.#at++;
    if (this.#bytes[this.#at++] !== 0x3c) throw malformed('no hexadecimal string in a CMap where one should be');
  }

  #unit(): number {
    let value = 0;
    for (let i = 0; i < 4; i++) {
      const digit = hexValue(this.#bytes[this.#at++]);
      if (digit < 0) throw malformed('a string of a CMap that is not of two-byte units');
      value = value * 16 + digit;
    }
    return value;
  }

  #close(): void {
    if (this.#bytes[this.#at++] !== 0x3e) throw malformed('a string of a CMap is too long');
  }
}
