import { PdfReadError } from './read-error.ts';

/** What the reader is willing to spend on one file. Every bound can be lowered or raised by argument. */
export const LIMITS = {
  /** Size of the file, bytes. */
  fileBytes: 20 * 1024 * 1024,
  /** Cross-reference entries, over all sections of all revisions, free ones included. */
  objects: 100_000,
  /** The highest object number. */
  objectNumber: 8_388_607,
  /** Cross-reference sections that /Prev chains together. */
  revisions: 64,
  /** Arrays and dictionaries within each other. */
  nesting: 64,
  /** References followed to reach one value. */
  referenceChain: 32,
  /** One string as written in the file, bytes; a reserved /Contents is the longest legitimate one. */
  stringBytes: 4 * 1024 * 1024,
  /** One name as written in the file, bytes. No reader need know more than 127 (ISO 32000-1, Annex C): a longer one is malformed. */
  nameBytes: 512,
  /** Parsed values, over all objects, each by its `COST`: bounds memory and time. */
  values: 1_500_000,
  /** Bytes read by the object parser, per byte of the file: objects that overlap are read more than once. */
  parsedPerByte: 4,
  /** Encoded bytes of all Flate streams that are decoded: building Huffman tables costs more than their bytes do. */
  encodedBytes: 8 * 1024 * 1024,
  /** All decoded streams together, bytes. */
  inflatedBytes: 32 * 1024 * 1024,
  /** Decoded bytes per encoded byte of one stream, once it exceeds `inflateFree`. */
  inflateRatio: 200,
  /** Any stream may decode to that many bytes, however small it is. */
  inflateFree: 1024 * 1024,
  /** Decoded bytes of all Flate streams together, used or not, that are looked through for faults and not kept. */
  checkedBytes: 128 * 1024 * 1024,
  /** Filters on one stream. */
  filters: 4,
  /** Pages of the newest revision. */
  pages: 5_000,
  /** Nodes of the field tree, and of the name tree of embedded files. */
  treeNodes: 20_000,
  /** Filled signature fields. */
  signatures: 64,
} as const;

/** What a value counts beyond one: about a hundred bytes of memory, or a microsecond to collect it, each. */
export const COST = {
  array: 1,
  /** Each object of an object stream, named or not. */
  object: 4,
  dict: 3,
  /** Each key of a dictionary, beside its value. */
  key: 1,
  /** A name that could not be shared with an equal one. */
  freshName: 3,
  string: 9,
} as const;

export type Limits = { readonly [Name in keyof typeof LIMITS]: number };

/** What is left to spend on one file: shared by every parser and decoder that works on it. */
export class Budget {
  readonly limits: Limits;
  #values = 0;
  #entries = 0;
  #inflated = 0;
  #encoded = 0;
  #parsed = 0;
  readonly #parsable: number;

  constructor(limits: Limits, fileBytes: number) {
    this.limits = limits;
    this.#parsable = limits.parsedPerByte * fileBytes + 4096;
  }

  /** Counts parsed values. */
  spendValues(count: number): void {
    this.#values += count;
    if (this.#values > this.limits.values) throw exceeded('values');
  }

  /** Counts cross-reference entries, before they are read: `count` objects from the number `first` on. */
  spendEntries(first: number, count: number, offset: number): void {
    this.#entries += count;
    if (this.#entries > this.limits.objects) throw exceeded('objects', offset);
    if (first + count - 1 > this.limits.objectNumber) throw exceeded('objectNumber', offset);
  }

  /** Counts bytes that go into a decompressor. */
  spendEncoded(bytes: number): void {
    this.#encoded += bytes;
    if (this.#encoded > this.limits.encodedBytes) throw exceeded('encodedBytes');
  }

  /** Counts bytes that came out of a filter. */
  spendInflated(bytes: number): void {
    this.#inflated += bytes;
    if (this.#inflated > this.limits.inflatedBytes) throw exceeded('inflatedBytes');
  }

  /** How far a parser that starts now may read, bytes. */
  get parsable(): number {
    return this.#parsable - this.#parsed;
  }

  /** Counts bytes that a parser has read. */
  spendParsed(bytes: number): void {
    this.#parsed += bytes;
    if (this.#parsed > this.#parsable) throw exceeded('parsedPerByte');
  }
}

/** The error for a bound that the file exceeds. */
export function exceeded(limit: keyof Limits, offset: number | null = null): PdfReadError {
  const bound = `${limit} ${LIMITS[limit]}`;
  return new PdfReadError('limit-exceeded', `more than the limit ${limit}`, offset, bound);
}
