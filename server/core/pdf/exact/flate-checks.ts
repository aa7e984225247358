import { malformed } from '#core/pdf/syntax/read-error.ts';

/** RFC 1951, 3.2.5: what a length or distance code adds to, and how many bits follow it. */
const LENGTH_BASE = [
  3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258,
];
const LENGTH_BITS = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
const DISTANCE_BASE = [
  1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145,
  8193, 12289, 16385, 24577,
];
const DISTANCE_BITS = [
  0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13,
];
/** RFC 1951, 3.2.7: the order in which the lengths of the code length codes stand. */
const CODE_ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
const END_OF_BLOCK = 256;
const LONGEST_CODE = 15;
const ADLER_MODULUS = 65_521;
/** Sums stay below 2^53 for far longer; the remainder is taken as often as zlib does. */
const ADLER_RUN = 3800;

/**
 * Undoes a zlib stream (RFC 1950) of which every octet counts: whole blocks with a right NLEN, complete codes, nothing
 * between the last block and the checksum, which is right, and nothing after it. Viewers differ about any other stream.
 * @param most bytes that may come out
 * @throws PdfReadError `file-malformed` for anything less
 */
export function inflateExactly(zlib: Uint8Array, most: number): Uint8Array {
  const [method = 0, flags = 0] = zlib;
  const hasHeader = (method & 15) === 8 && method >> 4 <= 7 && ((method << 8) | flags) % 31 === 0 && (flags & 32) === 0;
  if (!hasHeader) throw malformed('a Flate stream without zlib header');
  const bits = new Bits(zlib, 2);
  const output = new Output(most);
  while (!readBlock(bits, output));
  const end = bits.alignedPosition();
  if (end + 4 !== zlib.length) throw malformed('a Flate stream that does not end with its checksum');
  const data = output.bytes();
  const checksum = new DataView(zlib.buffer, zlib.byteOffset + end, 4).getUint32(0);
  if (checksum !== adler32(data)) throw malformed('a Flate stream with a wrong checksum');
  return data;
}

/** Bits of a byte string, the lowest of each byte first. */
class Bits {
  readonly #bytes: Uint8Array;
  #at: number;
  #held = 0;
  #count = 0;

  constructor(bytes: Uint8Array, at: number) {
    this.#bytes = bytes;
    this.#at = at;
  }

  /** The next bits, which stay there; zeros beyond the end. */
  peek(count: number): number {
    while (this.#count < count) {
      this.#held |= (this.#bytes[this.#at++] ?? 0) << this.#count;
      this.#count += 8;
    }
    return this.#held & ((1 << count) - 1);
  }

  drop(count: number): void {
    this.#held >>>= count;
    this.#count -= count;
    if (this.#at - (this.#count >> 3) > this.#bytes.length) throw malformed('a Flate stream that is cut short');
  }

  take(count: number): number {
    if (count === 0) return 0;
    const value = this.peek(count);
    this.drop(count);
    return value;
  }

  /** The position of the next whole byte; the bits before it are zeros, as every compressor writes them. */
  alignedPosition(): number {
    if (this.peek(this.#count & 7) !== 0) throw malformed('a Flate stream with bits that stand for nothing');
    return this.#at - (this.#count >> 3);
  }

  /** Gives whole bytes from the next one on. */
  takeBytes(count: number): Uint8Array {
    const from = this.alignedPosition();
    if (from + count > this.#bytes.length) throw malformed('a Flate stream that is cut short');
    this.#at = from + count;
    this.#held = 0;
    this.#count = 0;
    return this.#bytes.subarray(from, from + count);
  }
}

/** What has come out so far; it grows up to its bound. */
class Output {
  #buffer = new Uint8Array(1 << 16);
  #length = 0;
  readonly #most: number;

  constructor(most: number) {
    this.#most = most;
  }

  #grow(more: number): void {
    const needed = this.#length + more;
    if (needed > this.#most) throw malformed('a Flate stream that holds more than is allowed');
    if (needed <= this.#buffer.length) return;
    const larger = new Uint8Array(Math.max(needed, this.#buffer.length * 2));
    larger.set(this.#buffer.subarray(0, this.#length));
    this.#buffer = larger;
  }

  add(byte: number): void {
    if (this.#length >= this.#buffer.length || this.#length >= this.#most) this.#grow(1);
    this.#buffer[this.#length++] = byte;
  }

  addAll(bytes: Uint8Array): void {
    this.#grow(bytes.length);
    this.#buffer.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  repeat(length: number, distance: number): void {
    if (distance > this.#length) throw malformed('a Flate stream that refers to what is not there');
    this.#grow(length);
    const buffer = this.#buffer;
    let at = this.#length;
    for (const end = at + length; at < end; at++) buffer[at] = buffer[at - distance] as number;
    this.#length = at;
  }

  bytes(): Uint8Array {
    return this.#buffer.subarray(0, this.#length);
  }
}

/** Reads one block and says whether it is the last. */
function readBlock(bits: Bits, output: Output): boolean {
  const isLast = bits.take(1) === 1;
  const type = bits.take(2);
  if (type === 0) readStored(bits, output);
  else if (type === 1) readCodes(bits, output, FIXED_CODES);
  else if (type === 2) readCodes(bits, output, readDynamicCodes(bits));
  else throw malformed('a Flate block of an unknown type');
  return isLast;
}

function readStored(bits: Bits, output: Output): void {
  const [low = 0, high = 0, notLow = 0, notHigh = 0] = bits.takeBytes(4);
  if ((low ^ notLow) !== 0xff || (high ^ notHigh) !== 0xff) throw malformed('a stored block with a wrong NLEN');
  output.addAll(bits.takeBytes(low | (high << 8)));
}

/** A code as a table from its longest length of bits: symbol and length of each, 0 where no code begins so. */
type Code = { readonly table: Uint16Array; readonly longest: number };
type Codes = { readonly literals: Code; readonly distances: Code };

function readCodes(bits: Bits, output: Output, { literals, distances }: Codes): void {
  for (;;) {
    const symbol = readSymbol(bits, literals);
    if (symbol < END_OF_BLOCK) output.add(symbol);
    else if (symbol === END_OF_BLOCK) return;
    else {
      const length = (LENGTH_BASE[symbol - 257] ?? unknownSymbol()) + bits.take(LENGTH_BITS[symbol - 257] ?? 0);
      const far = readSymbol(bits, distances);
      output.repeat(length, (DISTANCE_BASE[far] ?? unknownSymbol()) + bits.take(DISTANCE_BITS[far] ?? 0));
    }
  }
}

function unknownSymbol(): never {
  throw malformed('a Flate stream with a symbol that stands for nothing');
}

function readSymbol(bits: Bits, { table, longest }: Code): number {
  const found = table[bits.peek(longest)] ?? 0;
  if (found === 0) throw malformed('a Flate stream with a code that stands for nothing');
  bits.drop(found & 15);
  return found >> 4;
}

function readDynamicCodes(bits: Bits): Codes {
  const literals = bits.take(5) + 257;
  const distances = bits.take(5) + 1;
  const described = new Uint8Array(19);
  const count = bits.take(4) + 4;
  for (const symbol of CODE_ORDER.slice(0, count)) described[symbol] = bits.take(3);
  const lengths = readLengths(bits, codeOf(described), literals + distances);
  if (literals > 286 || lengths[END_OF_BLOCK] === 0) throw malformed('a Flate block without an end');
  return { literals: codeOf(lengths.subarray(0, literals)), distances: codeOf(lengths.subarray(literals)) };
}

function readLengths(bits: Bits, code: Code, count: number): Uint8Array {
  const lengths = new Uint8Array(count);
  let at = 0;
  while (at < count) {
    const symbol = readSymbol(bits, code);
    if (symbol < 16) lengths[at++] = symbol;
    else {
      if (symbol === 16 && at === 0) throw malformed('a Flate block that repeats a length before the first');
      const value = symbol === 16 ? (lengths[at - 1] as number) : 0;
      const times = symbol === 16 ? 3 + bits.take(2) : symbol === 17 ? 3 + bits.take(3) : 11 + bits.take(7);
      if (at + times > count) throw malformed('a Flate block with too many lengths');
      lengths.fill(value, at, at + times);
      at += times;
    }
  }
  return lengths;
}

/** RFC 1951, 3.2.2. Every code must be complete; a single one of one bit may stand alone, and none at all stands for nothing. */
function codeOf(lengths: Uint8Array): Code {
  const counts = new Uint16Array(LONGEST_CODE + 1);
  let longest = 0;
  for (const length of lengths) {
    if (length > longest) longest = length;
    if (length > 0) counts[length] = (counts[length] as number) + 1;
  }
  const firsts = new Uint16Array(LONGEST_CODE + 2);
  let left = 1;
  for (let length = 1; length <= LONGEST_CODE; length++) {
    left = left * 2 - (counts[length] as number);
    if (left < 0) throw malformed('a Flate code with too many entries');
    firsts[length + 1] = ((firsts[length] as number) + (counts[length] as number)) << 1;
  }
  const isAlone = longest === 0 || (longest === 1 && counts[1] === 1);
  if (left > 0 && !isAlone) throw malformed('a Flate code with too few entries');
  return { table: tableOf(lengths, firsts, Math.max(longest, 1)), longest: Math.max(longest, 1) };
}

function tableOf(lengths: Uint8Array, next: Uint16Array, longest: number): Uint16Array {
  const table = new Uint16Array(1 << longest);
  lengths.forEach((length, symbol) => {
    if (length === 0) return;
    const code = next[length] as number;
    next[length] = code + 1;
    const step = 1 << length;
    for (let at = reversed(code, length); at < table.length; at += step) table[at] = (symbol << 4) | length;
  });
  return table;
}

function reversed(code: number, length: number): number {
  let result = 0;
  for (let bit = 0; bit < length; bit++) result = (result << 1) | ((code >> bit) & 1);
  return result;
}

/** RFC 1951, 3.2.6. */
const FIXED_CODES: Codes = {
  literals: codeOf(Uint8Array.from({ length: 288 }, (_, symbol) => fixedLength(symbol))),
  distances: codeOf(new Uint8Array(32).fill(5)),
};

function fixedLength(symbol: number): number {
  if (symbol < 144) return 8;
  if (symbol < 256) return 9;
  return symbol < 280 ? 7 : 8;
}

/** RFC 1950, 8.2. */
function adler32(bytes: Uint8Array): number {
  let a = 1;
  let b = 0;
  for (let at = 0; at < bytes.length; ) {
    const end = Math.min(bytes.length, at + ADLER_RUN);
    for (; at < end; at++) {
      a += bytes[at] as number;
      b += a;
    }
    a %= ADLER_MODULUS;
    b %= ADLER_MODULUS;
  }
  return ((b << 16) | a) >>> 0;
}
