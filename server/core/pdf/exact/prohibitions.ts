import { standsAt } from '#core/pdf/syntax/characters.ts';
import type { PdfFile } from '#core/pdf/syntax/open-pdf.ts';
import {
  entry,
  isArray,
  isDict,
  isRef,
  isStream,
  nameOf,
  type PdfDict,
  type PdfStream,
  type PdfValue,
} from '#core/pdf/syntax/values.ts';
import { FILE_HEADER } from './print-file.ts';

const END = '%%EOF';
const PERCENT = 0x25;
const OPENING = 0x28;
const CLOSING = 0x29;
const BACKSLASH = 0x5c;
const LINE_FEED = 0x0a;

/**
 * The first thing in a file that no sealed file of ours holds, of whatever form, in words for the log; null for none. One
 * revision under one classic table, each object in use under its number with generation 0 and reached from the trailer, no
 * null entry, no object in a stream, and Flate data that are exactly themselves: wherever one of these is missing, some two
 * viewers show different things. Comments are looked for by `hasComment`: what is printed again has none.
 */
export function prohibition(file: PdfFile): string | null {
  return prohibitedStructure(file) ?? prohibitedObjects(file);
}

function prohibitedStructure({ bytes, revisions, findings }: PdfFile): string | null {
  const [revision, ...others] = revisions;
  if (revision === undefined || others.length > 0) return 'more than one revision';
  if (findings.codes.length > 0) return `a finding: ${findings.codes[0]}`;
  if (!FILE_HEADER.every((byte, at) => bytes[at] === byte)) return 'another header';
  const { sections, entries, trailer, eofEnd } = revision;
  if (sections.length !== 1 || sections[0]?.form !== 'table') return 'not one classic table';
  if (trailer.entries.has('Prev') || trailer.entries.has('XRefStm')) return 'a trailer that names another table';
  if (eofEnd + 1 !== bytes.length || bytes[eofEnd] !== LINE_FEED) return 'bytes after the end';
  for (let number = 0; number < entries.size; number++) {
    const at = entries.get(number);
    const isRight = number === 0 ? at?.kind === 'free' : at?.kind === 'in-use' && at.generation === 0;
    if (!isRight) return `object ${number} is not in use as such`;
  }
  return null;
}

function prohibitedObjects(file: PdfFile): string | null {
  const [revision] = file.revisions;
  const open: PdfValue[] = [revision?.trailer ?? null];
  const reached = new Set<number>([0]);
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    if (isRef(value)) {
      if (reached.has(value.number)) continue;
      reached.add(value.number);
      open.push(file.objects.object(value.number)?.value ?? null);
    } else if (isArray(value)) {
      for (const item of value) open.push(item);
    } else if (isDict(value) || isStream(value)) {
      const problem = isStream(value) ? prohibitedStream(file, value) : null;
      if (problem !== null) return problem;
      for (const [key, inner] of (isStream(value) ? value.dict : value).entries) {
        if (inner === null) return `/${key} is null`;
        open.push(inner);
      }
    }
  }
  return reached.size === revision?.entries.size ? null : 'an object that nothing refers to';
}

function prohibitedStream(file: PdfFile, stream: PdfStream): string | null {
  const { dict, start, end } = stream;
  const type = nameOf(entry(dict, 'Type'));
  if (type === 'ObjStm' || type === 'XRef') return `a stream of the type ${type}`;
  if (entry(dict, 'Length') !== end - start) return 'a stream without a direct /Length';
  if (dict.entries.has('F')) return 'a stream whose data lie elsewhere';
  const filter = entry(dict, 'Filter');
  const data = file.bytes.subarray(start, end);
  if (filter === null) return null;
  if (nameOf(filter) === 'ASCIIHexDecode') return isExactHex(dict, data) ? null : 'hex digits in another spelling';
  // That deflated data are exactly themselves is the reader's finding.
  return nameOf(filter) === 'FlateDecode' ? null : 'a filter that no file of ours has';
}

/** Lower-case pairs without a break, closed by `>`. */
function isExactHex(dict: PdfDict, data: Uint8Array): boolean {
  if (dict.entries.has('DecodeParms') || data.length % 2 === 0 || data.at(-1) !== 0x3e) return false;
  for (let at = 0; at < data.length - 1; at++) {
    const byte = data[at] as number;
    if (!((byte >= 0x30 && byte <= 0x39) || (byte >= 0x61 && byte <= 0x66))) return false;
  }
  return true;
}

/** Whether a comment stands anywhere but in the header and the last line. */
export function hasComment({ bytes, objects, revisions }: PdfFile): boolean {
  const streams = objects
    .inFile()
    .flatMap(({ value }) => (isStream(value) ? [value] : []))
    .sort((a, b) => a.start - b.start);
  const end = (revisions[0]?.eofEnd ?? 0) - END.length;
  if (!standsAt(bytes, end, END)) return true;
  let at = FILE_HEADER.length;
  for (const { start, end: after } of [...streams, { start: end, end }]) {
    if (hasPercent(bytes, at, start)) return true;
    at = after;
  }
  return false;
}

/** Whether `%` stands between two positions outside of literal strings. */
function hasPercent(bytes: Uint8Array, from: number, to: number): boolean {
  let depth = 0;
  for (let at = from; at < to; at++) {
    const byte = bytes[at];
    if (byte === PERCENT && depth === 0) return true;
    if (byte === OPENING) depth++;
    else if (byte === CLOSING) depth--;
    else if (byte === BACKSLASH && depth > 0) at++;
  }
  return false;
}
