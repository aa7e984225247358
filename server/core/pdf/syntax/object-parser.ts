import { afterSpaceAndComments, hexValue, isDigit, isRegular, latin1, standsAt } from './characters.ts';
import type { Findings } from './findings.ts';
import { type Budget, COST, exceeded } from './limits.ts';
import type { NameTable } from './name-table.ts';
import { malformed } from './read-error.ts';
import { readHexString, readLiteralString } from './string-tokens.ts';
import type { PdfArray, PdfDict, PdfName, PdfReal, PdfRef, PdfValue } from './values.ts';

/** No offset, count or length of a legitimate file has more; beyond it JavaScript numbers lose digits. */
const MAX_DIGITS = 15;
/** Of a real, sign and full stop included: readers that gather digits in a buffer or a float take longer ones otherwise. */
const MAX_REAL = 64;
/** Bytes of a name that is written with escapes: PDFium cuts longer ones short, and finds what they name only as it was written. */
const MAX_ESCAPED_NAME = 254;
/** ISO 32000-2, 7.5.4. */
const MAX_GENERATION = 65_535;

/** Of every dictionary without entries: a map of its own would cost more than the rest of it. */
const NO_ENTRIES: ReadonlyMap<string, PdfValue> = new Map();

/** What all parsers of one file share. */
export type ParseContext = {
  /** The file itself: what is parsed may be decoded data as well. */
  readonly bytes?: Uint8Array;
  readonly budget: Budget;
  readonly findings: Findings;
  readonly names: NameTable;
  /** Every dictionary with /EF, of every revision: each may present a file. */
  readonly fileSpecifications: PdfDict[];
};

/**
 * Reads values one after another from bytes (ISO 32000-2, 7.3), strictly: what the grammar does not allow is an
 * error and never repaired. Recursion is bounded by the nesting limit, reading by `end` and the budget.
 */
export class ObjectParser {
  readonly source: Uint8Array;
  readonly end: number;
  position: number;
  readonly #budget: Budget;
  readonly #context: ParseContext;

  constructor(source: Uint8Array, span: { start: number; end: number }, context: ParseContext) {
    this.source = source;
    this.position = span.start;
    this.end = span.end;
    this.#budget = context.budget;
    this.#context = context;
  }

  skipSpace(): void {
    this.position = afterSpaceAndComments(this.source, this.position, this.end);
  }

  /** Moves past a keyword, and says whether it stood there as a token of its own. */
  takeKeyword(word: string): boolean {
    this.skipSpace();
    const after = this.position + word.length;
    if (after > this.end || !standsAt(this.source, this.position, word)) return false;
    if (after < this.end && isRegular(this.source[after])) return false;
    this.position = after;
    return true;
  }

  /** Moves past an unsigned integer and gives it; null, unmoved, for anything else. */
  takeCount(): number | null {
    this.skipSpace();
    let at = this.position;
    let value = 0;
    while (at < this.end && isDigit(this.source[at])) value = value * 10 + (this.source[at++] as number) - 0x30;
    const length = at - this.position;
    if (length === 0 || length > MAX_DIGITS || (at < this.end && isRegular(this.source[at]))) return null;
    this.position = at;
    return value;
  }

  /** The next value. Throws `file-malformed` or `limit-exceeded`. */
  readValue(depth = 0): PdfValue {
    if (depth > this.#budget.limits.nesting) throw exceeded('nesting', this.position);
    this.#budget.spendValues(1);
    this.skipSpace();
    if (this.position >= this.end) throw malformed('a value is missing', this.position);
    const byte = this.source[this.position];
    if (byte === 0x2f) return this.#readName();
    if (byte === 0x3c) return this.source[this.position + 1] === 0x3c ? this.#readDict(depth) : this.#readHex();
    if (byte === 0x28) return this.#readLiteral();
    if (byte === 0x5b) return this.#readArray(depth);
    if (isDigit(byte)) return this.#readCountOrReference() ?? this.#readNumber();
    if (byte === 0x2b || byte === 0x2d || byte === 0x2e) return this.#readNumber();
    return this.#readWord();
  }

  #readWord(): PdfValue {
    if (this.takeKeyword('null')) return null;
    if (this.takeKeyword('true')) return true;
    if (this.takeKeyword('false')) return false;
    throw malformed('not a value', this.position);
  }

  #readLiteral(): PdfValue {
    this.#budget.spendValues(COST.string);
    const token = readLiteralString(this.source, this.position, this.end, this.#budget.limits.stringBytes);
    this.position = token.end;
    return token;
  }

  #readHex(): PdfValue {
    this.#budget.spendValues(COST.string);
    const token = readHexString(this.source, this.position, this.end, this.#budget.limits.stringBytes);
    this.position = token.end;
    return token;
  }

  #readArray(depth: number): PdfArray {
    const items: PdfValue[] = [];
    this.#budget.spendValues(COST.array);
    this.position++;
    for (;;) {
      this.skipSpace();
      if (this.source[this.position] === 0x5d && this.position < this.end) break;
      items.push(this.readValue(depth + 1));
    }
    this.position++;
    return items;
  }

  #readDict(depth: number): PdfDict {
    let entries: Map<string, PdfValue> | null = null;
    this.#budget.spendValues(COST.dict);
    this.position += 2;
    for (;;) {
      this.skipSpace();
      const at = this.position;
      if (this.source[at] === 0x3e && this.source[at + 1] === 0x3e && at + 1 < this.end) break;
      if (this.source[at] !== 0x2f || at >= this.end) throw malformed('a dictionary key is not a name', at);
      const key = this.#readName().value;
      this.#budget.spendValues(COST.key);
      const value = this.readValue(depth + 1);
      entries ??= new Map();
      if (entries.has(key)) this.#context.findings.add('duplicate-key', `/${key} twice in one dictionary`, at);
      else entries.set(key, value);
    }
    this.position += 2;
    const dict: PdfDict = { type: 'dict', entries: entries ?? NO_ENTRIES };
    if (dict.entries.has('EF')) this.#context.fileSpecifications.push(dict);
    return dict;
  }

  #readName(): PdfName {
    const { source, end } = this;
    const start = this.position + 1;
    let at = start;
    let hash = 0;
    let escaped = false;
    for (; at < end && isRegular(source[at]); at++) {
      const byte = source[at] as number;
      hash = (Math.imul(hash, 31) + byte) | 0;
      if (byte === 0x23) escaped = true;
    }
    const longest = escaped ? MAX_ESCAPED_NAME : this.#budget.limits.nameBytes;
    if (at - start > longest) throw malformed('a name longer than any', start);
    this.position = at;
    const known = escaped ? null : this.#context.names.find(source, start, at, hash);
    if (known !== null) return known;
    this.#budget.spendValues(COST.freshName);
    if (escaped) return { type: 'name', value: unescapeName(source.subarray(start, at), start) };
    return this.#context.names.add(source, start, at, hash);
  }

  /** An unsigned integer, or `n g R`; null, unmoved, for anything else. */
  #readCountOrReference(): number | PdfRef | null {
    const number = this.takeCount();
    if (number === null) return null;
    const after = this.position;
    this.skipSpace();
    if (isDigit(this.source[this.position])) {
      const generation = this.takeCount();
      if (generation !== null && this.takeKeyword('R')) return this.#reference(number, generation);
    }
    this.position = after;
    return number;
  }

  /** Numbers that no object can have are other, smaller ones to readers that lose their upper bits. */
  #reference(number: number, generation: number): PdfRef {
    if (number > this.#budget.limits.objectNumber || generation > MAX_GENERATION) {
      this.#context.findings.add('object-mismatch', `a reference to object ${number} ${generation}`, this.position);
    }
    return { type: 'ref', number, generation };
  }

  /** A signed integer or a real. Up to 15 digits a quotient of integers is the nearest number. */
  #readNumber(): number | PdfReal {
    const { source, end, position: start } = this;
    const sign = source[start];
    let at = sign === 0x2b || sign === 0x2d ? start + 1 : start;
    let digits = 0;
    let fraction = -1;
    let value = 0;
    for (; at < end && isRegular(source[at]); at++) {
      const byte = source[at] as number;
      if (byte === 0x2e && fraction < 0) fraction = 0;
      else if (isDigit(byte)) {
        value = value * 10 + byte - 0x30;
        digits++;
        if (fraction >= 0) fraction++;
      } else throw malformed('not a number', start);
      if (digits - Math.max(fraction, 0) > MAX_DIGITS) throw malformed('a number with too many digits', start);
      if (at - start >= MAX_REAL) throw malformed('a number with too many digits', start);
    }
    if (digits === 0) throw malformed('not a number', start);
    this.position = at;
    if (digits > MAX_DIGITS) return this.#longReal(start, at);
    const signed = sign === 0x2d && value !== 0 ? -value : value;
    return fraction < 0 ? signed : { type: 'real', value: signed / 10 ** fraction };
  }

  /** Readers keep no more of it than a float or a double holds, and differ by less than anybody can see. */
  #longReal(start: number, end: number): PdfReal {
    this.#context.findings.note('number-long', this.source === this.#context.bytes ? start : null);
    const value = Number(latin1(this.source.subarray(start, end)));
    return { type: 'real', value: value === 0 ? 0 : value };
  }
}

/** Resolves #xx (ISO 32000-2, 7.3.5). `#` must be followed by two digits, and never by `00`. */
function unescapeName(raw: Uint8Array, offset: number): string {
  let text = '';
  for (let at = 0; at < raw.length; at++) {
    let byte = raw[at] as number;
    if (byte === 0x23) {
      const high = hexValue(raw[at + 1]);
      const low = hexValue(raw[at + 2]);
      byte = high * 16 + low;
      if (high < 0 || low < 0 || byte === 0) throw malformed('# in a name without two digits', offset + at);
      at += 2;
    }
    text += String.fromCharCode(byte);
  }
  return text;
}
