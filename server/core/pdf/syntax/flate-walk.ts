/**
 * Reads a zlib stream as strictly as RFC 1950 and RFC 1951 allow, and says what is wrong with it. The decoder that the
 * reader uses passes over some of these faults, other decoders stop at them: they would show different data.
 */

/** Code lengths of the literals and of the distances of a block with fixed codes (RFC 1951, 3.2.6). */
const FIXED_LITERALS = Uint8Array.from({ length: 288 }, (_, at) => (at < 144 ? 8 : at < 256 ? 9 : at < 280 ? 7 : 8));
const FIXED_DISTANCES = new Uint8Array(30).fill(5);
/** The order in which a dynamic block gives the lengths of its code lengths (RFC 1951, 3.2.7). */
const LENGTH_ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
const LENGTH_BASE = [
  3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258,
];
const LENGTH_EXTRA = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
const DISTANCE_BASE = [
  1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145,
  8193, 12289, 16385, 24577,
];
const DISTANCE_EXTRA = [
  0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13,
];
const END_OF_BLOCK = 256;
const MAX_LITERALS = 286;
const MAX_DISTANCES = 30;
const MAX_CODE_BITS = 15;
/** Codes of that many bits or fewer are found in one step. */
const QUICK_BITS = 10;
const QUICK_MASK = (1 << QUICK_BITS) - 1;
const WINDOW = 32_768;
const WINDOW_MASK = WINDOW - 1;
const ADLER_BASE = 65_521;
/** Additions before the sums of Adler-32 must be reduced (zlib's NMAX). */
const ADLER_RUN = 5552;
/** What a writer may count to the data by mistake: the end-of-line marker before `endstream`. */
const MAX_TRAILING_EOL = 2;

/** What building the tables of one block costs, in decoded bytes. */
const BLOCK_COST = 1024;

class FlateFault extends Error {}

type Code = {
  /** By the next `QUICK_BITS` bits: symbol << 4 | bits; 0 for longer codes and for none. */
  readonly quick: Uint16Array;
  /** How many codes there are of each length. */
  readonly counts: Uint16Array;
  /** Symbols in the order of their codes. */
  readonly symbols: Uint16Array;
};

/**
 * Walks through zlib data to their end.
 * @param encoded the bytes between `stream` and `endstream`
 * @param spend is told of the work in decoded bytes, piece by piece, and may throw
 * @returns what is wrong, in words for the log; null for sound data
 */
export function flateFault(encoded: Uint8Array, spend: (bytes: number) => void): string | null {
  const walk = new FlateWalk(encoded, spend);
  try {
    walk.run();
    return null;
  } catch (fault) {
    if (fault instanceof FlateFault) return fault.message;
    throw fault;
  }
}

class FlateWalk {
  readonly #data: Uint8Array;
  readonly #spend: (bytes: number) => void;
  readonly #window = new Uint8Array(WINDOW);
  #at = 0;
  #hold = 0;
  #bits = 0;
  /** Decoded bytes, and those of them that the checksum has seen. */
  #length = 0;
  #summed = 0;
  #low = 1;
  #high = 0;

  constructor(data: Uint8Array, spend: (bytes: number) => void) {
    this.#data = data;
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
    this.#sumUp();
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
      if (this.#at >= this.#data.length) throw new FlateFault('data that are cut short');
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
    if (this.#at + length > this.#data.length) throw new FlateFault('data that are cut short');
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

  #readCodes(literals: Code, distances: Code): void {
    for (;;) {
      const symbol = this.#afterLiterals(literals);
      if (symbol < END_OF_BLOCK) this.#put(symbol);
      else if (symbol === END_OF_BLOCK) return;
      else this.#repeat(symbol - 257, distances);
    }
  }

  /** Reads literals of short codes, and gives the symbol that follows them. In locals: most of the work is done here. */
  #afterLiterals(code: Code): number {
    const { quick } = code;
    const data = this.#data;
    const window = this.#window;
    let [at, hold, bits, length] = [this.#at, this.#hold, this.#bits, this.#length];
    for (;;) {
      while (bits < QUICK_BITS && at < data.length) {
        hold |= (data[at++] as number) << bits;
        bits += 8;
      }
      const found = quick[hold & QUICK_MASK] as number;
      const used = found & 15;
      const symbol = found >> 4;
      if (used === 0 || used > bits || symbol >= END_OF_BLOCK) break;
      hold >>>= used;
      bits -= used;
      window[length++ & WINDOW_MASK] = symbol;
      if ((length & WINDOW_MASK) !== 0) continue;
      this.#length = length;
      this.#sumUp();
    }
    this.#at = at;
    this.#hold = hold;
    this.#bits = bits;
    this.#length = length;
    return this.#symbol(code);
  }

  #repeat(index: number, distances: Code): void {
    const base = LENGTH_BASE[index];
    if (base === undefined) throw new FlateFault('a length of no meaning');
    const length = base + this.#take(LENGTH_EXTRA[index] as number);
    const far = this.#symbol(distances);
    const near = DISTANCE_BASE[far];
    if (near === undefined) throw new FlateFault('a distance of no meaning');
    const distance = near + this.#take(DISTANCE_EXTRA[far] as number);
    if (distance > this.#length) throw new FlateFault('a distance beyond the beginning');
    this.#copy(length, distance);
  }

  #copy(length: number, distance: number): void {
    const window = this.#window;
    let to = this.#length;
    for (let left = length; left > 0; ) {
      const run = Math.min(left, WINDOW - (to & WINDOW_MASK));
      for (const end = to + run; to < end; to++) {
        window[to & WINDOW_MASK] = window[(to - distance) & WINDOW_MASK] as number;
      }
      left -= run;
      this.#length = to;
      if ((to & WINDOW_MASK) === 0) this.#sumUp();
    }
  }

  #symbol({ quick, counts, symbols }: Code): number {
    while (this.#bits < QUICK_BITS && this.#at < this.#data.length) {
      this.#hold |= (this.#data[this.#at++] as number) << this.#bits;
      this.#bits += 8;
    }
    const found = quick[this.#hold & QUICK_MASK] as number;
    const bits = found & 15;
    if (bits !== 0 && bits <= this.#bits) {
      this.#drop(bits);
      return found >> 4;
    }
    return this.#longSymbol(counts, symbols);
  }

  /** Bit by bit, since a code begins with its highest bit. */
  #longSymbol(counts: Uint16Array, symbols: Uint16Array): number {
    let code = 0;
    let first = 0;
    let index = 0;
    for (let bits = 1; bits <= MAX_CODE_BITS; bits++) {
      this.#need(bits);
      code |= (this.#hold >>> (bits - 1)) & 1;
      const count = counts[bits] as number;
      if (code - first < count) {
        this.#drop(bits);
        return symbols[index + code - first] as number;
      }
      index += count;
      first = (first + count) << 1;
      code <<= 1;
    }
    throw new FlateFault('a code of no meaning');
  }

  #put(byte: number): void {
    this.#window[this.#length++ & WINDOW_MASK] = byte;
    if ((this.#length & WINDOW_MASK) === 0) this.#sumUp();
  }

  /** Adds what was decoded since the last time to the checksum (RFC 1950, 8.2); at most a window. */
  #sumUp(): void {
    const pending = this.#length - this.#summed;
    this.#spend(pending);
    const window = this.#window;
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
    this.#summed = this.#length;
  }

  #checkEnd(): void {
    this.#toByte();
    const data = this.#data;
    const at = this.#at;
    if (at + 4 > data.length) throw new FlateFault('data without a checksum');
    const high = ((data[at] as number) << 8) | (data[at + 1] as number);
    const low = ((data[at + 2] as number) << 8) | (data[at + 3] as number);
    if (high !== this.#high || low !== this.#low) throw new FlateFault('a wrong checksum');
    const rest = data.subarray(at + 4);
    const isEol = rest.every((byte) => byte === 10 || byte === 13);
    if (rest.length > MAX_TRAILING_EOL || !isEol) throw new FlateFault('bytes behind the end of the data');
  }
}

/**
 * The codes that lengths describe (RFC 1951, 3.2.2). They must use up all codes; a `single` code of one bit is allowed
 * as zlib allows it, and none at all where nothing is to be coded.
 */
function makeCode(lengths: Uint8Array, allowed: 'whole' | 'single'): Code {
  const counts = new Uint16Array(MAX_CODE_BITS + 1);
  for (const length of lengths) counts[length] = (counts[length] as number) + 1;
  const used = lengths.length - (counts[0] as number);
  counts[0] = 0;
  let left = 1;
  for (let bits = 1; bits <= MAX_CODE_BITS; bits++) {
    left = (left << 1) - (counts[bits] as number);
    if (left < 0) throw new FlateFault('more codes than there are');
  }
  const isSingle = used === 0 || (used === 1 && counts[1] === 1);
  if (left > 0 && (allowed === 'whole' || !isSingle)) throw new FlateFault('codes that are not complete');
  return { counts, symbols: symbolsInOrder(lengths, counts), quick: quickTable(lengths, counts) };
}

function symbolsInOrder(lengths: Uint8Array, counts: Uint16Array): Uint16Array {
  const next = new Uint16Array(MAX_CODE_BITS + 2);
  for (let bits = 1; bits <= MAX_CODE_BITS; bits++) next[bits + 1] = (next[bits] as number) + (counts[bits] as number);
  const symbols = new Uint16Array(lengths.length);
  lengths.forEach((bits, symbol) => {
    if (bits === 0) return;
    const at = next[bits] as number;
    next[bits] = at + 1;
    symbols[at] = symbol;
  });
  return symbols;
}

function quickTable(lengths: Uint8Array, counts: Uint16Array): Uint16Array {
  const next = new Uint16Array(MAX_CODE_BITS + 2);
  for (let bits = 1; bits <= MAX_CODE_BITS; bits++) {
    next[bits + 1] = ((next[bits] as number) + (counts[bits] as number)) << 1;
  }
  const quick = new Uint16Array(1 << QUICK_BITS);
  lengths.forEach((bits, symbol) => {
    if (bits === 0) return;
    const code = next[bits] as number;
    next[bits] = code + 1;
    if (bits > QUICK_BITS) return;
    for (let at = reversed(code, bits); at < quick.length; at += 1 << bits) quick[at] = (symbol << 4) | bits;
  });
  return quick;
}

function reversed(code: number, bits: number): number {
  let value = 0;
  for (let bit = 0; bit < bits; bit++) value |= ((code >> bit) & 1) << (bits - 1 - bit);
  return value;
}

const FIXED_LITERAL_CODE = makeCode(FIXED_LITERALS, 'whole');
/** Thirty codes of five bits: two are left, which no data may use. */
const FIXED_DISTANCE_CODE: Code = {
  counts: Uint16Array.from({ length: MAX_CODE_BITS + 1 }, (_, bits) => (bits === 5 ? FIXED_DISTANCES.length : 0)),
  symbols: Uint16Array.from(FIXED_DISTANCES, (_, symbol) => symbol),
  quick: quickTable(
    FIXED_DISTANCES,
    Uint16Array.from({ length: MAX_CODE_BITS + 1 }, (_, bits) => (bits === 5 ? 30 : 0)),
  ),
};
