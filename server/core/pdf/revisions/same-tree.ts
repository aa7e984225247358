import { exceeded } from '#core/pdf/syntax/limits.ts';
import {
  isArray,
  isDict,
  isRef,
  isStream,
  isString,
  nameOf,
  numberOf,
  type PdfDict,
  type PdfStream,
  type PdfString,
  type PdfValue,
} from '#core/pdf/syntax/values.ts';

/** Values that may be compared for one file; 64 bytes of a stream or string count as one. */
const MAX_STEPS = 16_000_000;

type Pair = readonly [PdfValue, PdfValue];

/**
 * Compares values as they are written, references included: those are equal where number and generation are, whatever
 * they lead to. Keys may stand in another order; names and strings count by their decoded octets, reals by their value.
 * A string with a CR in it counts as it is written.
 * An integer is no real, an entry of null is not one that is absent, and streams are equal by their dictionaries and
 * their raw octets (ISO 32000-2, 7.3).
 */
export class TreeComparer {
  readonly #bytes: Uint8Array;
  #steps = 0;

  /** @param bytes the file that the streams lie in */
  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** Throws `limit-exceeded` where too much was compared. */
  same(before: PdfValue, after: PdfValue): boolean {
    if (before === after) return true;
    const open: Pair[] = [[before, after]];
    for (let pair = open.pop(); pair !== undefined; pair = open.pop()) {
      this.#spend(1);
      if (pair[0] !== pair[1] && !this.#isSame(pair, open)) return false;
    }
    return true;
  }

  /** Whether octets are equal, counted like a comparison of values. */
  sameOctets(a: Uint8Array, b: Uint8Array): boolean {
    this.#spend(a.length >> 6);
    return a.length === b.length && a.every((octet, index) => octet === b[index]);
  }

  #spend(steps: number): void {
    this.#steps += steps;
    if (this.#steps > MAX_STEPS) throw exceeded('values');
  }

  #isSame([before, after]: Pair, open: Pair[]): boolean {
    if (isArray(before)) {
      if (!isArray(after) || before.length !== after.length) return false;
      before.forEach((item, index) => void open.push([item, after[index] ?? null]));
      return true;
    }
    if (isDict(before)) return isDict(after) && pushEntries(before, after, open);
    if (isStream(before)) return isStream(after) && this.#isSameStream(before, after, open);
    if (isString(before)) return isString(after) && this.#isSameString(before, after);
    if (isRef(before)) return isRef(after) && before.number === after.number && before.generation === after.generation;
    const name = nameOf(before);
    if (name !== null) return name === nameOf(after);
    return isReal(before) && isReal(after) && numberOf(before) === numberOf(after);
  }

  /** A CR that stands as such in a literal string is LF (ISO 32000-2, 7.3.4.2), and a CR to some readers. */
  #isSameString(before: PdfString, after: PdfString): boolean {
    if (!this.sameOctets(before.bytes, after.bytes)) return false;
    const [old, next] = [before, after].map(({ source, start, end }) => source.subarray(start, end));
    if (old === undefined || next === undefined) return false;
    return !(hasReturn(before) || hasReturn(after)) || this.sameOctets(old, next);
  }

  #isSameStream(before: PdfStream, after: PdfStream, open: Pair[]): boolean {
    if (!pushEntries(before.dict, after.dict, open)) return false;
    const [old, next] = [before, after].map(({ start, end }) => this.#bytes.subarray(start, end));
    return old !== undefined && next !== undefined && this.sameOctets(old, next);
  }
}

function pushEntries(before: PdfDict, after: PdfDict, open: Pair[]): boolean {
  if (before.entries.size !== after.entries.size) return false;
  for (const [key, value] of before.entries) {
    if (!after.entries.has(key)) return false;
    open.push([value, after.entries.get(key) ?? null]);
  }
  return true;
}

const CARRIAGE_RETURN = 0x0d;

function hasReturn({ form, source, start, end }: PdfString): boolean {
  return form === 'literal' && source.subarray(start, end).includes(CARRIAGE_RETURN);
}

function isReal(value: PdfValue): boolean {
  return typeof value !== 'number' && numberOf(value) !== null;
}
