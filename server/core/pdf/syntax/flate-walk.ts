import {
  type Code,
  FIXED_DISTANCE_CODE,
  FIXED_LITERAL_CODE,
  FlateFault,
  longSymbol,
  MAX_CODE_BITS,
  makeCode,
  QUICK_MASK,
} from './flate-codes.ts';

/**
 * Reads a zlib stream as strictly as RFC 1950 and RFC 1951 allow, and says what is wrong with it. The decoder that the
 * reader uses passes over some of these faults, other decoders stop at them: they would show different data.
 */

/** The order in which a dynamic block gives the lengths of its code lengths (RFC 1951, 3.2.7). */
const LENGTH_ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
/** Of symbol 257 and those that follow it; 0 for the two of no meaning. */
const LENGTH_BASE = [
  3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258, 0,
  0,
];
const LENGTH_EXTRA = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0, 0, 0];
const DISTANCE_BASE = [
  1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145,
  8193, 12289, 16385, 24577, 0, 0,
];
const DISTANCE_EXTRA = [
  0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13, 0, 0,
];
/** Of a length or a distance. */
const MAX_EXTRA_BITS = 13;
/** Zeros behind the data, so that taking two bytes need not ask whether they are there. */
const PADDING = 16;
const END_OF_BLOCK = 256;
const MAX_LITERALS = 286;
const MAX_DISTANCES = 30;
const WINDOW = 32_768;
const WINDOW_MASK = WINDOW - 1;
const ADLER_BASE = 65_521;
/** Additions before the sums of Adler-32 must be reduced (zlib's NMAX). */
const ADLER_RUN = 5552;
/** What a writer may count to the data by mistake: the end-of-line marker before `endstream`. */
const MAX_TRAILING_EOL = 2;
/** What building the tables of one block costs, in decoded bytes. */
const BLOCK_COST = 1024;

/** Of one walk after the other: none reads what was decoded before its own beginning. */
const window = new Uint8Array(WINDOW);

/**
 * Walks through zlib data to their end.
 * @param encoded the bytes between `stream` and `endstream`
 * @param spend is told of the work in decoded bytes, piece by piece, and may throw
 * @returns what is wrong, in words for the log; null for sound data
 */
export function flateFault(encoded: Uint8Array, spend: (bytes: number) => void): string | null {
  try {
    new FlateWalk(encoded, spend).run();
    return null;
  } catch (fault) {
    if (fault instanceof FlateFault) return fault.message;
    throw fault;
  }
}

const cutShort = () => new FlateFault('data that are cut short');

class FlateWalk {
  /** With zeros behind them. */
  readonly #data: Uint8Array;
  readonly #size: number;
  readonly #spend: (bytes: number) => void;
  #at = 0;
  #hold = 0;
  #bits = 0;
  /** Decoded bytes, and those of them that the checksum has seen. */
  #length = 0;
  #summed = 0;
  #low = 1;
  #high = 0;

  constructor(data: Uint8Array, spend: (bytes: number) => void) {
    this.#data = new Uint8Array(data.length + PADDING);
    this.#data.set(data);
    this.#size = data.length;
    this.#spend = spend;
  }

  run(): void {
    const [method = 0, flags = 0] = this.#data;
    if ((method & 15) !== 8 || method >> 4 > 7) throw new FlateFault('no zlib header');
    if (((method << 8) | flags) % 31 !== 0 || (flags & 32) !== 0) throw new FlateFault('a wrong zlib header');
    this.#at = 2;
    let last = false;
    while (!last) {
      last = this.#take(1) === 1;
      this.#readBlock(this.#take(2));
    }
    this.#sumUpTo(this.#length);
    this.#checkEnd();
  }

  #readBlock(type: number): void {
    this.#spend(BLOCK_COST);
    if (type === 0) this.#copyStored();
    else if (type === 1) this.#readCodes(FIXED_LITERAL_CODE, FIXED_DISTANCE_CODE);
    else if (type === 2) this.#readDynamic();
    else throw new FlateFault('a block of no type');
  }

  /** The next bits, lowest first. */
  #take(count: number): number {
    this.#need(count);
    const value = this.#hold & ((1 << count) - 1);
    this.#drop(count);
    return value;
  }

  #need(count: number): void {
    while (this.#bits < count) {
      if (this.#at >= this.#size) throw cutShort();
      this.#hold |= (this.#data[this.#at++] as number) << this.#bits;
      this.#bits += 8;
    }
  }

  #drop(count: number): void {
    this.#hold >>>= count;
    this.#bits -= count;
  }

  #toByte(): void {
    this.#drop(this.#bits & 7);
    this.#at -= this.#bits >> 3;
    this.#hold = 0;
    this.#bits = 0;
  }

  /** RFC 1951, 3.2.4: a length and its complement. */
  #copyStored(): void {
    this.#toByte();
    const length = this.#take(16);
    if ((length ^ this.#take(16)) !== 0xffff) throw new FlateFault('a stored block whose NLEN is wrong');
    if (this.#at + length > this.#size) throw cutShort();
    for (const end = this.#at + length; this.#at < end; this.#at++) this.#put(this.#data[this.#at] as number);
  }

  #readDynamic(): void {
    const literals = this.#take(5) + 257;
    const distances = this.#take(5) + 1;
    const lengths = this.#take(4) + 4;
    if (literals > MAX_LITERALS || distances > MAX_DISTANCES) throw new FlateFault('too many codes');
    const own = new Uint8Array(LENGTH_ORDER.length);
    for (let i = 0; i < lengths; i++) own[LENGTH_ORDER[i] as number] = this.#take(3);
    const all = this.#readLengths(makeCode(own, 'whole'), literals + distances);
    if (all[END_OF_BLOCK] === 0) throw new FlateFault('a block without end');
    this.#readCodes(makeCode(all.subarray(0, literals), 'single'), makeCode(all.subarray(literals), 'single'));
  }

  #readLengths(code: Code, count: number): Uint8Array {
    const lengths = new Uint8Array(count);
    let at = 0;
    while (at < count) {
      const symbol = this.#symbol(code);
      if (symbol < 16) {
        lengths[at++] = symbol;
        continue;
      }
      if (symbol === 16 && at === 0) throw new FlateFault('a length that repeats nothing');
      const value = symbol === 16 ? (lengths[at - 1] as number) : 0;
      const times = symbol === 16 ? 3 + this.#take(2) : symbol === 17 ? 3 + this.#take(3) : 11 + this.#take(7);
      if (at + times > count) throw new FlateFault('more lengths than codes');
      lengths.fill(value, at, at + times);
      at += times;
    }
    return lengths;
  }

  /**
   * The data of a block, in locals: nearly all of the work is done here. Two bytes are taken at a time, at the end of the
   * data zeros behind them, which are given back or are data that are cut short.
   */
  #readCodes(literals: Code, distances: Code): void {
    const data = this.#data;
    const out = window;
    const mask = QUICK_MASK;
    const { quick } = literals;
    const quickFar = distances.quick;
    const lastAt = this.#size + 1;
    let [at, hold, bits, length] = [this.#at, this.#hold, this.#bits, this.#length];
    for (;;) {
      if (bits < MAX_CODE_BITS) {
        if (at > lastAt) throw cutShort();
        hold |= ((data[at] as number) | ((data[at + 1] as number) << 8)) << bits;
        at += 2;
        bits += 16;
      }
      const found = quick[hold & mask] || longSymbol(literals, hold);
      const symbol = found >> 4;
      bits -= found & 15;
      hold >>>= found & 15;
      if (symbol < END_OF_BLOCK) {
        out[length++ & WINDOW_MASK] = symbol;
        if ((length & WINDOW_MASK) === 0) this.#sumUpTo(length);
        continue;
      }
      if (symbol === END_OF_BLOCK) break;
      if (bits < MAX_EXTRA_BITS) {
        hold |= ((data[at] as number) | ((data[at + 1] as number) << 8)) << bits;
        at += 2;
        bits += 16;
      }
      const base = LENGTH_BASE[symbol - 257] as number;
      if (base === 0) throw new FlateFault('a length of no meaning');
      const extra = LENGTH_EXTRA[symbol - 257] as number;
      const end = length + base + (hold & ((1 << extra) - 1));
      bits -= extra;
      hold >>>= extra;
      if (bits < MAX_CODE_BITS) {
        hold |= ((data[at] as number) | ((data[at + 1] as number) << 8)) << bits;
        at += 2;
        bits += 16;
      }
      const far = quickFar[hold & mask] || longSymbol(distances, hold);
      bits -= far & 15;
      hold >>>= far & 15;
      if (bits < MAX_EXTRA_BITS) {
        hold |= ((data[at] as number) | ((data[at + 1] as number) << 8)) << bits;
        at += 2;
        bits += 16;
      }
      const near = DISTANCE_BASE[far >> 4] as number;
      if (near === 0) throw new FlateFault('a distance of no meaning');
      const more = DISTANCE_EXTRA[far >> 4] as number;
      const distance = near + (hold & ((1 << more) - 1));
      bits -= more;
      hold >>>= more;
      if (distance > length) throw new FlateFault('a distance beyond the beginning');
      while (length < end) {
        out[length & WINDOW_MASK] = out[(length - distance) & WINDOW_MASK] as number;
        length++;
        if ((length & WINDOW_MASK) === 0) this.#sumUpTo(length);
      }
    }
    const beyond = Math.max(0, at - this.#size);
    if (bits < 8 * beyond) throw cutShort();
    [this.#at, this.#hold, this.#bits, this.#length] = [at - beyond, hold, bits - 8 * beyond, length];
  }

  #symbol(code: Code): number {
    for (; this.#bits < MAX_CODE_BITS && this.#at < this.#size; this.#bits += 8)
      this.#hold |= (this.#data[this.#at++] as number) << this.#bits;
    const found = code.quick[this.#hold & QUICK_MASK] || longSymbol(code, this.#hold);
    this.#need(found & 15);
    this.#drop(found & 15);
    return found >> 4;
  }

  #put(byte: number): void {
    window[this.#length++ & WINDOW_MASK] = byte;
    if ((this.#length & WINDOW_MASK) === 0) this.#sumUpTo(this.#length);
  }

  /** Adds what was decoded since the last time to the checksum (RFC 1950, 8.2); at most a window. */
  #sumUpTo(length: number): void {
    const pending = length - this.#summed;
    this.#spend(pending);
    let at = this.#summed & WINDOW_MASK;
    let low = this.#low;
    let high = this.#high;
    for (let left = pending; left > 0; ) {
      const run = Math.min(left, ADLER_RUN);
      for (const end = at + run; at < end; at++) {
        low += window[at] as number;
        high += low;
      }
      low %= ADLER_BASE;
      high %= ADLER_BASE;
      left -= run;
    }
    this.#low = low;
    this.#high = high;
    this.#summed = length;
  }

  #checkEnd(): void {
    this.#toByte();
    const data = this.#data;
    const at = this.#at;
    if (at + 4 > this.#size) throw new FlateFault('data without a checksum');
    const high = ((data[at] as number) << 8) | (data[at + 1] as number);
    const low = ((data[at + 2] as number) << 8) | (data[at + 3] as number);
    if (high !== this.#high || low !== this.#low) throw new FlateFault('a wrong checksum');
    const rest = data.subarray(at + 4, this.#size);
    const isEol = rest.every((byte) => byte === 10 || byte === 13);
    if (rest.length > MAX_TRAILING_EOL || !isEol) throw new FlateFault('bytes behind the end of the data');
  }
}
