import { isDigit, isEol, isRegular, isSpace } from './characters.ts';
import { malformed } from './read-error.ts';
import { readHexString, readLiteralString } from './string-tokens.ts';
import type { PdfString } from './values.ts';

/** An operand: where it stands (a number is not read unless asked for), a string's bytes, a name, or a mark such as `[`. */
export type Operand = number | Uint8Array | string;

/** Most operands of one operator: a line of a page has no more glyphs. */
const MAX_OPERANDS = 65_536;
const MAX_STRING_LENGTH = 65_536;
/** Viewers cut longer words short, and let larger numbers overflow. */
const MAX_DIGITS = 32;
const MIN_OVERFLOW = 2 ** 31;

const SPACE = 0;
const DELIMITER = 1;
/** Of the two kinds of regular characters, those that a number is made of. */
const NUMBER = 2;
const WORD = 3;
const KINDS = Uint8Array.from({ length: 256 }, (_, byte) => {
  if (isSpace(byte)) return SPACE;
  if (!isRegular(byte)) return DELIMITER;
  return isDigit(byte) || byte === 0x2b || byte === 0x2d || byte === 0x2e ? NUMBER : WORD;
});

/** Words of up to three bytes by these bytes; bounded, since names are among them. */
const SHORT = new Map<number, string>();
const MAX_SHORT = 1024;

/** A CR that is not escaped counts as LF (ISO 32000-2, 7.3.4.2); viewers take it as it is, and a font may show either. */
function oneReading(token: PdfString): PdfString {
  for (let at = token.start + 1; at < token.end - 1; at++) {
    if (token.source[at] === 0x5c) at++;
    else if (token.source[at] === 0x0d) throw malformed('an end of line in a string', at);
  }
  return token;
}

/**
 * Reads a content stream operator by operator (ISO 32000-2, 7.8.2). Made for megabytes of drawing in which little matters:
 * a number is kept as its position until somebody asks. Marks `[ ] << >>` come as operands; names with a slash.
 */
export class ContentTokens {
  readonly #bytes: Uint8Array;
  #at = 0;
  /** The operands of the operator that `next` gave are the first `count` here. */
  readonly operands: Operand[] = [];
  count = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** The next operator, '' at the end. Throws `file-malformed` for operands without one, for bytes that are no token, and for an inline image. */
  next(): string {
    const bytes = this.#bytes;
    const { length } = bytes;
    let at = this.#at;
    this.count = 0;
    for (;;) {
      while (at < length && KINDS[bytes[at] as number] === SPACE) at++;
      if (at >= length) break;
      const start = at;
      const kind = KINDS[bytes[at] as number] as number;
      if (kind === DELIMITER && bytes[at] === 0x25) {
        while (at < length && !isEol(bytes[at])) at++;
        continue;
      }
      if (kind === DELIMITER) {
        this.#at = at;
        this.#keep(this.#delimited(bytes[at] as number));
        at = this.#at;
        continue;
      }
      at++;
      if (kind === NUMBER) {
        while (at < length && KINDS[bytes[at] as number] === NUMBER) at++;
        if (at < length && KINDS[bytes[at] as number] === WORD) throw malformed('not a number', start);
        this.#keep(start);
        continue;
      }
      while (at < length && (KINDS[bytes[at] as number] as number) >= NUMBER) at++;
      this.#at = at;
      const word = this.#textOf(start, at);
      // What follows are bytes of a picture: read as tokens, they would say what no viewer sees.
      if (word === 'BI') throw malformed('an inline image', start);
      return word;
    }
    this.#at = at;
    if (this.count > 0) throw malformed('operands without operator', at);
    return '';
  }

  /** The number at a position that `operands` holds. Throws `file-malformed` for what viewers read in different ways. */
  number(operand: Operand | undefined): number {
    if (typeof operand !== 'number') throw malformed('no number where one should be', this.#at);
    const bytes = this.#bytes;
    const sign = bytes[operand];
    let value = 0;
    let digits = 0;
    let scale = 0;
    for (let at = sign === 0x2b || sign === 0x2d ? operand + 1 : operand; isRegular(bytes[at]); at++) {
      const byte = bytes[at] as number;
      if (isDigit(byte)) {
        value = value * 10 + byte - 0x30;
        digits++;
        scale *= 10;
      } else if (byte === 0x2e && scale === 0) scale = 1;
      else throw malformed('a sign or a second point within a number', at);
    }
    if (digits === 0) throw malformed('a number without digits', operand);
    if (digits > MAX_DIGITS || value >= MIN_OVERFLOW * (scale || 1))
      throw malformed('a number too long or too large', operand);
    return (sign === 0x2d ? -value : value) / (scale || 1);
  }

  /** Whether the number at a position that `operands` holds is written without a point. */
  isInteger(operand: Operand | undefined): boolean {
    if (typeof operand !== 'number') return false;
    let at = operand;
    while (isRegular(this.#bytes[at]) && this.#bytes[at] !== 0x2e) at++;
    return this.#bytes[at] !== 0x2e;
  }

  #keep(operand: Operand): void {
    if (this.count >= MAX_OPERANDS) throw malformed('too many operands', this.#at);
    this.operands[this.count++] = operand;
  }

  #textOf(start: number, end: number): string {
    const length = end - start;
    if (length <= 3) return this.#shortText(start, end);
    if (length > 127) throw malformed('a word that is too long', start);
    return String.fromCharCode(...this.#bytes.subarray(start, end));
  }

  /** Nearly every word: made once, since a page has thousands. */
  #shortText(start: number, end: number): string {
    let key = 0;
    for (let at = start; at < end; at++) key = (key << 8) | (this.#bytes[at] as number);
    const known = SHORT.get(key);
    if (known !== undefined) return known;
    const text = String.fromCharCode(...this.#bytes.subarray(start, end));
    if (SHORT.size < MAX_SHORT) SHORT.set(key, text);
    return text;
  }

  #delimited(byte: number): Operand {
    const bytes = this.#bytes;
    if (byte === 0x28)
      return this.#string(oneReading(readLiteralString(bytes, this.#at, bytes.length, MAX_STRING_LENGTH)));
    if (byte === 0x2f) {
      const start = this.#at++;
      while (isRegular(bytes[this.#at])) this.#at++;
      return `/${this.#textOf(start + 1, this.#at)}`;
    }
    const doubled = bytes[this.#at + 1] === byte;
    if (byte === 0x3c && !doubled) return this.#string(readHexString(bytes, this.#at, bytes.length, MAX_STRING_LENGTH));
    if ((byte === 0x3c || byte === 0x3e) && doubled) return this.#mark(byte === 0x3c ? '<<' : '>>');
    if (byte === 0x5b || byte === 0x5d) return this.#mark(byte === 0x5b ? '[' : ']');
    throw malformed('not a token of a content stream', this.#at);
  }

  #string(token: { readonly bytes: Uint8Array; readonly end: number }): Uint8Array {
    this.#at = token.end;
    return token.bytes;
  }

  #mark(mark: string): string {
    this.#at += mark.length;
    return mark;
  }
}
