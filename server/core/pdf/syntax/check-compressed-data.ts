import { decodeAscii85, decodeAsciiHex } from './ascii-filters.ts';
import type { Resolve } from './decode-stream.ts';
import { flateFault } from './flate-walk.ts';
import type { Source } from './indirect-object.ts';
import { inflate } from './inflate.ts';
import { Budget } from './limits.ts';
import type { ObjectTable } from './object-table.ts';
import { PdfReadError } from './read-error.ts';
import { entry, isArray, isStream, nameOf, type PdfStream } from './values.ts';

/** The short name is for inline images (ISO 32000-2, table 92); some readers know it everywhere. */
const FLATE = ['FlateDecode', 'Fl'];
const DECODERS: Readonly<Record<string, (encoded: Uint8Array, budget: Budget) => Uint8Array>> = {
  FlateDecode: inflate,
  Fl: inflate,
  ASCIIHexDecode: decodeAsciiHex,
  AHx: decodeAsciiHex,
  ASCII85Decode: decodeAscii85,
  A85: decodeAscii85,
};

/**
 * Looks through the Flate data of every stream that stands in the file, used or not: where they are not as RFC 1950 wants
 * them, one reader goes on, another stops, and they show different contents. Throws `limit-exceeded`.
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
  const filters = filtersOf(stream, resolve);
  const last = filters.findLastIndex((filter) => FLATE.includes(filter));
  let data = bytes.subarray(stream.start, stream.end);
  for (const [index, filter] of filters.slice(0, last + 1).entries()) {
    const fault = FLATE.includes(filter) ? flateFault(data, (count) => budget.spendInflated(count)) : null;
    if (fault !== null || index === last) return fault;
    const decode = DECODERS[filter];
    if (decode === undefined) return null;
    try {
      data = decode(data, budget);
    } catch (error) {
      if (error instanceof PdfReadError && error.code === 'file-malformed') return error.message;
      throw error;
    }
  }
  return null;
}

function filtersOf({ dict }: PdfStream, resolve: Resolve): readonly string[] {
  const value = resolve(entry(dict, 'Filter'));
  const list = isArray(value) ? value : [value];
  return list.map((filter) => nameOf(resolve(filter)) ?? '');
}
