import { decodeAscii85, decodeAsciiHex } from './ascii-filters.ts';
import { inflate } from './inflate.ts';
import { type Budget, exceeded } from './limits.ts';
import { readPredictorParms, undoPredictor } from './predictors.ts';
import { malformed } from './read-error.ts';
import { entry, isArray, isDict, nameOf, type PdfDict, type PdfValue } from './values.ts';

/** Follows a reference to its value. */
export type Resolve = (value: PdfValue) => PdfValue;

/**
 * Undoes the filters of a stream (ISO 32000-2, 7.4).
 * @param encoded the bytes between `stream` and `endstream`
 * @throws PdfReadError `file-malformed` for bad data, other filters and external streams; `limit-exceeded`
 */
export function decodeStream(encoded: Uint8Array, dict: PdfDict, resolve: Resolve, budget: Budget): Uint8Array {
  if (dict.entries.has('F')) throw malformed('a stream whose data lie in another file');
  // Made for inline images; pdf.js takes it for /DecodeParms of any stream, as it takes /F for /Filter.
  if (dict.entries.has('DP')) throw malformed('a stream with /DP');
  const filter = resolve(entry(dict, 'Filter'));
  const filters = listOf(filter);
  const parms = parmsOf(filter, resolve(entry(dict, 'DecodeParms')));
  if (filters.length > budget.limits.filters) throw exceeded('filters');
  let data = encoded;
  // Plain data cost no decoding, but whoever decodes them reads them.
  if (filters.length === 0) budget.spendInflated(encoded.length);
  filters.forEach((name, index) => {
    const own = resolve(parms[index] ?? null);
    if (own !== null && !isDict(own)) throw malformed('/DecodeParms that are no dictionary');
    data = applyFilter(nameOf(resolve(name)), data, own, budget);
  });
  return data;
}

/** A dictionary goes with a name and a list with a list: every viewer passes over parameters of the other shape. */
function parmsOf(filter: PdfValue, parms: PdfValue): readonly PdfValue[] {
  if (filter === null || parms === null) return [];
  if (isArray(filter) !== isArray(parms)) throw malformed('/DecodeParms of another shape than /Filter');
  return listOf(parms);
}

function listOf(value: PdfValue): readonly PdfValue[] {
  if (value === null) return [];
  return isArray(value) ? value : [value];
}

function applyFilter(name: string | null, data: Uint8Array, parms: PdfDict | null, budget: Budget): Uint8Array {
  if (name === 'FlateDecode') return undoPredictor(inflate(data, budget), readPredictorParms(parms));
  if (name === 'ASCIIHexDecode') return decodeAsciiHex(data, budget);
  if (name === 'ASCII85Decode') return decodeAscii85(data, budget);
  throw malformed(`a stream with the filter ${name ?? 'of no name'}`);
}
