import { afterEol, afterSpace, afterSpaceAndComments, isDigit, lastPositionOf, standsAt } from './characters.ts';
import type { Source } from './indirect-object.ts';
import { readIndirectObject } from './indirect-object.ts';
import { exceeded } from './limits.ts';
import { ObjectParser } from './object-parser.ts';
import { malformed, PdfReadError } from './read-error.ts';
import { entry, isCount, isDict, type PdfValue, sameScalar } from './values.ts';
import { sameEntry, type XrefEntry, type XrefSection } from './xref-entry.ts';
import { readXrefStream } from './xref-stream.ts';
import { readXrefTable } from './xref-table.ts';

/** `startxref`, its number and `%%EOF`, as they follow a section. */
export type SectionTail = {
  /** Of the keyword `startxref`. */
  readonly start: number;
  readonly startxref: number;
  /** After the five characters `%%EOF`. */
  readonly eofEnd: number;
  /** After the end-of-line marker that follows them. */
  readonly end: number;
};

/** A section of the chain, with the hybrid part that /XRefStm names and with what follows it. */
export type ChainedSection = {
  readonly section: XrefSection;
  readonly hybrid: XrefSection | null;
  readonly tail: SectionTail | null;
};

/**
 * Follows the sections from the last `startxref` back through /Prev (ISO 32000-2, 7.5.6), newest first.
 * Throws `file-malformed` for a chain that is broken or circular, `file-encrypted`, `limit-exceeded`.
 */
export function readXrefChain(source: Source): readonly ChainedSection[] {
  const chain: ChainedSection[] = [];
  const seen = new Set<number>();
  let offset: number | null = lastStartxref(source);
  while (offset !== null) {
    if (seen.has(offset)) throw malformed('a circular /Prev chain', offset);
    if (seen.size > source.budget.limits.revisions) throw exceeded('revisions', offset);
    seen.add(offset);
    const link = readChainedSection(source, offset);
    chain.push(link);
    offset = optionalOffset(entry(link.section.trailer, 'Prev'), '/Prev');
  }
  return chain;
}

/** The value of the last `startxref` of the file. */
function lastStartxref(source: Source): number {
  const at = lastPositionOf(source.bytes, 'startxref');
  const tail = at === -1 ? null : readTail(source, at);
  if (tail === null) throw malformed('no startxref with %%EOF at the end of the file');
  return tail.startxref;
}

function readChainedSection(source: Source, offset: number): ChainedSection {
  const section = readSection(source, offset);
  if (section.trailer.entries.has('Encrypt')) throw new PdfReadError('file-encrypted', 'the file is encrypted', offset);
  const hybridAt = section.form === 'table' ? optionalOffset(entry(section.trailer, 'XRefStm'), '/XRefStm') : null;
  const hybrid = hybridAt === null ? null : readXrefStream(source, hybridAt);
  if (hybrid !== null) checkHybridDictionary(source, section, hybrid);
  return { section, hybrid, tail: readTail(source, section.end) };
}

/** Readers that follow /XRefStm read its dictionary as they read a trailer, and rebuild the table for one that they cannot use. */
function checkHybridDictionary(source: Source, table: XrefSection, hybrid: XrefSection): void {
  const { trailer, offset } = hybrid;
  const note = (detail: string) => source.findings.add('hybrid-conflict', detail, offset);
  if (trailer.entries.has('Encrypt')) throw new PdfReadError('file-encrypted', 'the file is encrypted', offset);
  const [size, most] = [entry(trailer, 'Size'), entry(table.trailer, 'Size')];
  if (!isCount(size) || !isCount(most) || size > most) note('/Size of /XRefStm goes beyond that of the table');
  else checkSize(source, hybrid);
  if (trailer.entries.has('XRefStm')) note('/XRefStm in a cross-reference stream');
  for (const key of ['Prev', 'Root']) {
    if (trailer.entries.has(key) && !sameScalar(entry(trailer, key), entry(table.trailer, key))) {
      note(`/${key} of /XRefStm is not that of the table`);
    }
  }
}

function readSection(source: Source, offset: number): XrefSection {
  if (offset >= source.bytes.length) throw malformed('startxref or /Prev beyond the end of the file', offset);
  const at = afterSpace(source.bytes, offset);
  if (!isSectionAt(source, offset, at)) {
    source.findings.add('xref-broken', 'white space where a section should begin', offset);
  }
  const section = standsAt(source.bytes, at, 'xref') ? readXrefTable(source, at) : readXrefStream(source, at);
  checkSize(source, section);
  return section;
}

/** Some writers name the end of line before a section; every reader skips it. */
export function isSectionAt({ bytes }: Pick<Source, 'bytes'>, named: number, section: number): boolean {
  return named === section || afterEol(bytes, named) === section;
}

/** No object number may reach /Size (ISO 32000-2, table 15): readers treat such objects differently. */
function checkSize(source: Source, section: XrefSection): void {
  const size = entry(section.trailer, 'Size');
  if (!isCount(size)) throw malformed('a trailer without /Size', section.offset);
  if (size > source.budget.limits.objectNumber + 1) throw exceeded('objectNumber', section.offset);
  for (const number of section.entries.keys()) {
    if (number < size) continue;
    source.findings.add('xref-broken', `object ${number} is not below /Size ${size}`, section.offset);
    return;
  }
}

function optionalOffset(value: PdfValue, key: string): number | null {
  if (value === null) return null;
  if (!isCount(value)) throw malformed(`${key} is not a number`);
  return value;
}

/** Readers look for `startxref` in the last kilobyte, some for its number in few bytes behind it. */
const MAX_TAIL = 64;
/** NUL and form feed: white space in a PDF, and not where some readers look for a number. */
const ODD_SPACE = [0, 12];

function readTail(source: Source, from: number): SectionTail | null {
  const { bytes } = source;
  const at = afterSpaceAndComments(bytes, from);
  source.budget.spendParsed(at - from);
  if (!standsAt(bytes, at, 'startxref')) return null;
  const start = afterSpace(bytes, at + 'startxref'.length);
  // Some readers ask for digits and take a comment, or a NUL, for the number 0.
  if (!isDigit(bytes[start])) return null;
  const parser = new ObjectParser(bytes, { start, end: bytes.length }, source);
  const startxref = parser.takeCount();
  const marker = afterSpace(bytes, parser.position);
  if (startxref === null || !standsAt(bytes, marker, '%%EOF')) return null;
  if (ODD_SPACE.some((byte) => bytes.subarray(at, marker).includes(byte))) return null;
  const eofEnd = marker + '%%EOF'.length;
  if (eofEnd - at > MAX_TAIL) source.findings.add('startxref-ambiguous', 'an end of file that is too long', at);
  return { start: at, startxref, eofEnd, end: afterEol(bytes, eofEnd) };
}

/** True when the file begins with the dictionary of a linearised file (ISO 32000-2, annex F). */
export function isLinearised(source: Source): boolean {
  const object = readIndirectObject(source, afterSpaceAndComments(source.bytes, 0), () => null);
  return object !== null && isDict(object.value) && object.value.entries.has('Linearized');
}

/**
 * The entries of a section and its hybrid part. The table wins where both know an object in use; a free entry of
 * the table hides what the hybrid part defines from old readers only (ISO 32000-2, 7.5.8.4).
 */
export function entriesOf(source: Source, link: ChainedSection): ReadonlyMap<number, XrefEntry> {
  if (link.hybrid === null) return link.section.entries;
  const entries = new Map(link.section.entries);
  for (const [number, hidden] of link.hybrid.entries) {
    const shown = entries.get(number);
    if (shown === undefined || shown.kind === 'free') entries.set(number, hidden);
    else if (!sameEntry(shown, hidden)) {
      source.findings.add('hybrid-conflict', `object ${number} differs between table and stream`, link.hybrid.offset);
    }
  }
  return entries;
}
