import { isDigit, isRegular, isSpace } from './characters.ts';
import { malformed } from './read-error.ts';
import { readHexString, readLiteralString } from './string-tokens.ts';

/** An operand: where it stands (a number is not read unless asked for), a string's bytes, a name, or a mark such as `[`. */
export type Operand = number | Uint8Array | string;

/** Most operands of one operator: a line of a page has no more glyphs. */
const MOST_OPERANDS = 65_536;
const LONGEST_STRING = 65_536;

/**
 * Reads a content stream operator by operator (ISO 32000-2, 7.8.2). Made for megabytes of drawing in which little matters:
 * a number is kept as its position until somebody asks. Marks `[ ] << >>` come as operands; names with a slash.
 */
export class ContentTokens {
  readonly #bytes: Uint8Array;
  #at = 0;
  /** The operands of the operator that `next` gave. */
  readonly operands: Operand[] = [];

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** The next operator, '' at the end. Throws `file-malformed` for operands without one, and for bytes that are no token. */
  next(): string {
    const bytes = this.#bytes;
    const { length } = bytes;
    if (this.operands.length > 0) this.operands.length = 0;
    for (;;) {
      while (this.#at < length && isSpace(bytes[this.#at])) this.#at++;
      if (this.#at >= length) break;
      const byte = bytes[this.#at] as number;
      // Digits, signs and the full stop.
      if (byte >= 0x2b && byte <= 0x39 && byte !== 0x2f) this.#keepNumber();
      else if (isRegular(byte)) return this.#word();
      else this.operands.push(this.#delimited(byte));
      if (this.operands.length > MOST_OPERANDS) throw malformed('too many operands', this.#at);
    }
    if (this.operands.length > 0) throw malformed('operands without operator', this.#at);
    return '';
  }

  /** The number at a position that `operands` holds. */
  number(operand: Operand | undefined): number {
    if (typeof operand !== 'number') throw malformed('no number where one should be', this.#at);
    const bytes = this.#bytes;
    const sign = bytes[operand];
    let value = 0;
    let digits = 0;
    let scale = 0;
    for (let at = sign === 0x2b || sign === 0x2d ? operand + 1 : operand; isRegular(bytes[at]); at++) {
      const byte = bytes[at] as number;
      if (byte !== 0x2e) {
        value = value * 10 + byte - 0x30;
        digits++;
        scale *= 10;
      } else if (scale === 0) scale = 1;
      else throw malformed('a number with two points', at);
    }
    if (digits === 0) throw malformed('a number without digits', operand);
    return (sign === 0x2d ? -value : value) / (scale || 1);
  }

  #keepNumber(): void {
    const start = this.#at++;
    while (this.#at < this.#bytes.length && isRegular(this.#bytes[this.#at])) {
      if (!isDigit(this.#bytes[this.#at]) && this.#bytes[this.#at] !== 0x2e) throw malformed('not a number', start);
      this.#at++;
    }
    this.operands.push(start);
  }

  #word(): string {
    const start = this.#at;
    while (isRegular(this.#bytes[this.#at])) this.#at++;
    const length = this.#at - start;
    if (length === 1) return SINGLE[this.#bytes[start] as number] as string;
    if (length === 2) return pair(this.#bytes[start] as number, this.#bytes[start + 1] as number);
    if (length > 127) throw malformed('a word that is too long', start);
    return String.fromCharCode(...this.#bytes.subarray(start, this.#at));
  }

  #delimited(byte: number): Operand {
    const bytes = this.#bytes;
    if (byte === 0x28) return this.#string(readLiteralString(bytes, this.#at, bytes.length, LONGEST_STRING));
    if (byte === 0x2f) {
      this.#at++;
      return `/${this.#word()}`;
    }
    const doubled = bytes[this.#at + 1] === byte;
    if (byte === 0x3c && !doubled) return this.#string(readHexString(bytes, this.#at, bytes.length, LONGEST_STRING));
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

const SINGLE: readonly string[] = Array.from({ length: 256 }, (_, code) => String.fromCharCode(code));
const PAIRS = new Map<number, string>();

/** Two characters as one string, made once: most operators have two. */
function pair(first: number, second: number): string {
  const key = (first << 8) | second;
  const known = PAIRS.get(key);
  if (known !== undefined) return known;
  const text = String.fromCharCode(first, second);
  PAIRS.set(key, text);
  return text;
}
