/** Huffman codes of deflated data (RFC 1951, 3.2.2), complete as the format wants them. */
export type Code = {
  /** By the next `QUICK_BITS` bits: symbol << 4 | bits; 0 for longer codes and for none. */
  readonly quick: Uint16Array;
  /** How many codes there are of each length. */
  readonly counts: Uint16Array;
  /** Symbols in the order of their codes. */
  readonly symbols: Uint16Array;
};

export const MAX_CODE_BITS = 15;
/** Codes of that many bits or fewer are found in one step. */
const QUICK_BITS = 10;
export const QUICK_MASK = (1 << QUICK_BITS) - 1;

/** What is wrong with deflated data, in words for the log. */
export class FlateFault extends Error {}

/**
 * The codes that lengths describe. They must use up all codes; a `single` code of one bit is allowed as zlib allows it, and
 * none at all where nothing is to be coded.
 */
export function makeCode(lengths: Uint8Array, allowed: 'whole' | 'single'): Code {
  const counts = countsOf(lengths);
  const used = lengths.length - (counts[0] as number);
  counts[0] = 0;
  let left = 1;
  for (let bits = 1; bits <= MAX_CODE_BITS; bits++) {
    left = (left << 1) - (counts[bits] as number);
    if (left < 0) throw new FlateFault('more codes than there are');
  }
  const isSingle = used === 0 || (used === 1 && counts[1] === 1);
  if (left > 0 && (allowed === 'whole' || !isSingle)) throw new FlateFault('codes that are not complete');
  return tablesOf(lengths, counts);
}

function countsOf(lengths: Uint8Array): Uint16Array {
  const counts = new Uint16Array(MAX_CODE_BITS + 1);
  for (let symbol = 0; symbol < lengths.length; symbol++) {
    const bits = lengths[symbol] as number;
    counts[bits] = (counts[bits] as number) + 1;
  }
  return counts;
}

function tablesOf(lengths: Uint8Array, counts: Uint16Array): Code {
  const nextCode = new Uint16Array(MAX_CODE_BITS + 2);
  const nextPlace = new Uint16Array(MAX_CODE_BITS + 2);
  for (let bits = 1; bits <= MAX_CODE_BITS; bits++) {
    nextCode[bits + 1] = ((nextCode[bits] as number) + (counts[bits] as number)) << 1;
    nextPlace[bits + 1] = (nextPlace[bits] as number) + (counts[bits] as number);
  }
  const symbols = new Uint16Array(lengths.length);
  const quick = new Uint16Array(1 << QUICK_BITS);
  for (let symbol = 0; symbol < lengths.length; symbol++) {
    const bits = lengths[symbol] as number;
    if (bits === 0) continue;
    const code = nextCode[bits] as number;
    nextCode[bits] = code + 1;
    const place = nextPlace[bits] as number;
    nextPlace[bits] = place + 1;
    symbols[place] = symbol;
    if (bits > QUICK_BITS) continue;
    for (let at = reversed(code, bits); at < quick.length; at += 1 << bits) quick[at] = (symbol << 4) | bits;
  }
  return { counts, symbols, quick };
}

function reversed(code: number, bits: number): number {
  let value = 0;
  for (let bit = 0; bit < bits; bit++) value |= ((code >> bit) & 1) << (bits - 1 - bit);
  return value;
}

/**
 * The symbol whose code the lowest bits of `hold` are, one by one, since a code begins with its highest bit:
 * symbol << 4 | bits. Bits that are not there count as zero; the caller compares.
 */
export function longSymbol({ counts, symbols }: Code, hold: number): number {
  let code = 0;
  let first = 0;
  let index = 0;
  for (let bits = 1; bits <= MAX_CODE_BITS; bits++) {
    code |= (hold >>> (bits - 1)) & 1;
    const count = counts[bits] as number;
    if (code - first < count) return ((symbols[index + code - first] as number) << 4) | bits;
    index += count;
    first = (first + count) << 1;
    code <<= 1;
  }
  throw new FlateFault('a code of no meaning');
}

/** Code lengths of the literals and of the distances of a block with fixed codes (RFC 1951, 3.2.6). */
const FIXED_LITERALS = Uint8Array.from({ length: 288 }, (_, at) => (at < 144 ? 8 : at < 256 ? 9 : at < 280 ? 7 : 8));
const FIXED_DISTANCES = new Uint8Array(30).fill(5);

export const FIXED_LITERAL_CODE = makeCode(FIXED_LITERALS, 'whole');
/** Thirty codes of five bits: two are left, which no data may use. */
export const FIXED_DISTANCE_CODE = tablesOf(FIXED_DISTANCES, countsOf(FIXED_DISTANCES));
