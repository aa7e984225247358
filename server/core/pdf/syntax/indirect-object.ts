import { afterEol, afterSpace, isEol, isSpace, positionsOf, standsAt } from './characters.ts';
import { exceeded } from './limits.ts';
import { ObjectParser, type ParseContext } from './object-parser.ts';
import { malformed, PdfReadError } from './read-error.ts';
import {
  entry,
  type IndirectObject,
  isArray,
  isDict,
  isRef,
  isStream,
  type PdfDict,
  type PdfRef,
  type PdfStream,
  type PdfValue,
} from './values.ts';

/** The file with what every reader of it shares. */
export type Source = ParseContext & {
  readonly bytes: Uint8Array;
  /** Positions of `endstream`, found when first needed: a wrong /Length must not make the reader search twice. */
  endstreams: readonly number[] | null;
};

/** The integer behind an indirect /Length, or null. */
export type LengthOf = (reference: PdfRef) => number | null;

/**
 * Reads `n g obj … endobj` at an offset (ISO 32000-2, 7.3.10). Null when no object begins there, or behind the line end
 * there; throws `file-malformed` for one that begins and does not follow the grammar.
 */
export function readIndirectObject(source: Source, offset: number, lengthOf: LengthOf): IndirectObject | null {
  const { bytes, budget, findings } = source;
  const start = objectAt(bytes, offset);
  const end = Math.min(bytes.length, start + budget.parsable);
  const parser = new ObjectParser(bytes, { start, end }, source);
  const header = readObjectHeader(parser);
  if (header === null) return null;
  if (start !== offset) findings.note('offset-before-object', offset);
  if (isBehindEof(bytes, start)) findings.note('object-behind-eof', start);
  try {
    const value = readObjectValue(source, parser, lengthOf);
    takeEndobj(source, parser, value);
    return { ...header, value, start, end: parser.position, container: null };
  } catch (error) {
    // The budget, not the file, ended the object.
    throw end < bytes.length && error instanceof PdfReadError ? exceeded('parsedPerByte', offset) : error;
  } finally {
    budget.spendParsed(parser.position - start);
  }
}

function readObjectValue(source: Source, parser: ObjectParser, lengthOf: LengthOf): PdfValue {
  const value = parser.readValue();
  const end = parser.position;
  if (parser.takeKeyword('stream')) return readStream(source, parser, value, lengthOf);
  parser.position = end;
  return value;
}

/** Space before an object: some writers name the line end that closes the object before. Every reader skips it. */
const MAX_SPACE_BEFORE = 8;

/** Where the object begins that an offset names: there, or behind a little white space. */
export function objectAt(bytes: Uint8Array, offset: number): number {
  let at = offset;
  while (at < offset + MAX_SPACE_BEFORE && COMMON_SPACE.includes(bytes[at] ?? -1)) at++;
  return at;
}

/** Tabulator, LF, CR and space: NUL and form feed are white space to some readers only. */
const COMMON_SPACE = [9, 10, 13, 32];
const EOF_MARKER = '%%EOF';

/** Some writers put no line end behind the last one of the file that they add to. */
function isBehindEof(bytes: Uint8Array, at: number): boolean {
  return standsAt(bytes, at - EOF_MARKER.length, EOF_MARKER);
}

/**
 * Moves past `endobj`. Where that is missing, nothing can be mistaken behind a dictionary, an array or a stream if the next
 * thing is another object, or the end of a section.
 */
function takeEndobj({ bytes, findings }: Source, parser: ObjectParser, value: PdfValue): void {
  const end = parser.position;
  if (parser.takeKeyword('endobj')) return;
  const next = afterSpace(bytes, end);
  const isClosed = isArray(value) || isDict(value) || isStream(value);
  const isApart = next > end && next === parser.position;
  if (!isClosed || !isApart || !beginsNext(parser)) throw malformed('an object without endobj', end);
  parser.position = end;
  findings.note('endobj-missing', end);
}

function beginsNext(parser: ObjectParser): boolean {
  const at = parser.position;
  if (readObjectHeader(parser) !== null) return true;
  parser.position = at;
  return parser.takeKeyword('xref') || parser.takeKeyword('startxref');
}

/** Reads `n g obj <integer>` at an offset: all that an indirect /Length may be. */
export function readIndirectInteger(source: Source, offset: number, number: number): number | null {
  const start = objectAt(source.bytes, offset);
  const end = Math.min(source.bytes.length, start + 256);
  const parser = new ObjectParser(source.bytes, { start, end }, source);
  if (readObjectHeader(parser)?.number !== number) return null;
  const value = parser.takeCount();
  return parser.takeKeyword('endobj') ? value : null;
}

function readObjectHeader(parser: ObjectParser): { readonly number: number; readonly generation: number } | null {
  const at = parser.position;
  if (isSpace(parser.source[at]) || parser.source[at] === 0x25) return null;
  if (at > 0 && !isSpace(parser.source[at - 1]) && !isBehindEof(parser.source, at)) return null;
  const number = parser.takeCount();
  const generation = number === null ? null : parser.takeCount();
  if (number === null || generation === null || !parser.takeKeyword('obj')) return null;
  // Some readers take no comment for white space there.
  if (parser.source.subarray(at, parser.position).includes(0x25)) return null;
  return { number, generation };
}

/** Reads the data after the keyword `stream`; leaves the parser after `endstream`. */
function readStream(source: Source, parser: ObjectParser, dict: unknown, lengthOf: LengthOf): PdfStream {
  if (!isStreamDict(dict)) throw malformed('a stream without dictionary', parser.position);
  const { bytes, findings } = source;
  const keywordEnd = parser.position;
  const start = afterEol(bytes, keywordEnd);
  if (bytes[start - 1] !== 10) findings.add('stream-length-wrong', 'no line feed after stream', keywordEnd);
  const length = readLength(dict, lengthOf);
  const declared = length === null ? null : endstreamAt(bytes, start + length);
  if (length !== null && declared !== null) {
    parser.position = declared;
    return { type: 'stream', dict, start, end: start + length };
  }
  findings.add('stream-length-wrong', 'no endstream where /Length says', start);
  const found = nextEndstream(source, start);
  parser.position = found + 'endstream'.length;
  return { type: 'stream', dict, start, end: beforeEol(bytes, start, found) };
}

function isStreamDict(value: unknown): value is PdfDict {
  return isDict(value as PdfDict);
}

function readLength(dict: PdfDict, lengthOf: LengthOf): number | null {
  const value = entry(dict, 'Length');
  if (isRef(value)) return lengthOf(value);
  return typeof value === 'number' && value >= 0 ? value : null;
}

/** Position after `endstream` when at most one end-of-line marker precedes it at `at`; else null. */
function endstreamAt(bytes: Uint8Array, at: number): number | null {
  const keyword = afterEol(bytes, at);
  const after = keyword + 'endstream'.length;
  if (!standsAt(bytes, keyword, 'endstream')) return null;
  return isSpace(bytes[after]) || standsAt(bytes, after, 'endobj') ? after : null;
}

function nextEndstream(source: Source, from: number): number {
  source.endstreams ??= positionsOf(source.bytes, 'endstream');
  let low = 0;
  let high = source.endstreams.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((source.endstreams[middle] as number) < from) low = middle + 1;
    else high = middle;
  }
  const found = source.endstreams[low];
  if (found === undefined) throw malformed('a stream without endstream', from);
  return found;
}

function beforeEol(bytes: Uint8Array, start: number, at: number): number {
  if (at - 2 >= start && bytes[at - 2] === 13 && bytes[at - 1] === 10) return at - 2;
  return at > start && isEol(bytes[at - 1]) ? at - 1 : at;
}
