import { decodeAscii85, decodeAsciiHex } from './ascii-filters.ts';
import { isSpace, positionsOf } from './characters.ts';
import type { Resolve } from './decode-stream.ts';
import { flateFault } from './flate-walk.ts';
import type { Source } from './indirect-object.ts';
import { inflate } from './inflate.ts';
import { Budget } from './limits.ts';
import type { ObjectTable } from './object-table.ts';
import { PdfReadError } from './read-error.ts';
import { entry, isArray, isStream, nameOf, type PdfStream } from './values.ts';

type Decoder = {
  /** What the data end with; null for Flate data, which say it themselves. */
  readonly endOfData: string | null;
  readonly decode: (encoded: Uint8Array, budget: Budget) => Uint8Array;
};

const FLATE: Decoder = { endOfData: null, decode: inflate };
const HEX: Decoder = { endOfData: '>', decode: decodeAsciiHex };
const ASCII85: Decoder = { endOfData: '~>', decode: decodeAscii85 };
/** The short names are for inline images (ISO 32000-2, table 92); some readers know them everywhere. */
const DECODERS: ReadonlyMap<string, Decoder> = new Map([
  ['FlateDecode', FLATE],
  ['Fl', FLATE],
  ['ASCIIHexDecode', HEX],
  ['AHx', HEX],
  ['ASCII85Decode', ASCII85],
  ['A85', ASCII85],
]);
/** NUL, vertical tabulator, form feed: white space to some decoders, and not to others. */
const ODD_SPACE = [0, 11, 12];

/**
 * Looks through the encoded data of every stream that stands in the file, used or not: where they are not as RFC 1950 and
 * ISO 32000-2, 7.4, want them, one reader goes on, another stops, and they show different contents. Throws `limit-exceeded`.
 */
export function checkCompressedData(source: Source, objects: ObjectTable): void {
  // Of its own: what is merely looked through must not use up what the decoding of contents may take.
  const { checkedBytes } = source.budget.limits;
  const limits = { ...source.budget.limits, inflatedBytes: checkedBytes, encodedBytes: checkedBytes };
  const budget = new Budget(limits, source.bytes.length);
  const resolve: Resolve = (value) => objects.resolve(value);
  for (const { number, value, start } of objects.inFile()) {
    const fault = isStream(value) ? faultOf(source.bytes, value, resolve, budget) : null;
    if (fault !== null) source.findings.add('compressed-data-wrong', `object ${number}: ${fault}`, start);
  }
}

function faultOf(bytes: Uint8Array, stream: PdfStream, resolve: Resolve, budget: Budget): string | null {
  const decoders = filtersOf(stream, resolve).map((filter) => DECODERS.get(filter));
  const last = decoders.findLastIndex((decoder) => decoder !== undefined);
  let data = bytes.subarray(stream.start, stream.end);
  for (const [index, decoder] of decoders.slice(0, last + 1).entries()) {
    // Of what another filter hands on nothing is known.
    if (decoder === undefined) return null;
    const { endOfData, decode } = decoder;
    const isFlate = endOfData === null;
    const fault = isFlate ? flateFault(data, (count) => budget.spendInflated(count)) : textFault(data, endOfData);
    if (fault !== null || (isFlate && index === last)) return fault;
    try {
      data = decode(data, budget);
    } catch (error) {
      if (error instanceof PdfReadError && error.code === 'file-malformed') return error.message;
      throw error;
    }
  }
  return null;
}

/** ASCIIHexDecode and ASCII85Decode (ISO 32000-2, 7.4.2 and 7.4.3): some decoders go on behind the end. */
function textFault(data: Uint8Array, endOfData: string): string | null {
  const [end] = positionsOf(data, endOfData);
  if (end === undefined) return 'no end of the data';
  if (data.subarray(end + endOfData.length).some((byte) => !isSpace(byte))) return 'more behind the end of the data';
  return ODD_SPACE.some((byte) => data.includes(byte)) ? 'white space of another kind' : null;
}

function filtersOf({ dict }: PdfStream, resolve: Resolve): readonly string[] {
  const value = resolve(entry(dict, 'Filter'));
  const list = isArray(value) ? value : [value];
  return list.map((filter) => nameOf(resolve(filter)) ?? '');
}
