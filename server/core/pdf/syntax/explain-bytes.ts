import { afterSpace, isEol, positionsOf, standsAt } from './characters.ts';
import type { Findings } from './findings.ts';
import { objectKeywords, trailerKeywords } from './hidden-objects.ts';
import type { Source } from './indirect-object.ts';
import type { ObjectTable } from './object-table.ts';
import { restatesRevision } from './restated-section.ts';
import type { Revision, Span } from './revisions.ts';
import { entry, isStream, nameOf } from './values.ts';

const STRUCTURE_WORDS = ['startxref', 'trailer', '%%EOF'];

/**
 * Accounts for every byte of the file: the objects of every revision, cross-reference sections with what follows
 * them, and in between nothing but white space and comments. Each span that nothing explains becomes a finding, and so
 * does whatever could be taken for one more object or trailer, wherever it stands.
 */
export function explainBytes(source: Source, revisions: readonly Revision[], objects: ObjectTable): void {
  const { bytes, findings } = source;
  const spans: Span[] = [...objects.inFile(), ...revisions.flatMap((revision) => revision.structure)];
  spans.sort((a, b) => a.start - b.start || a.end - b.end);
  let explained = 0;
  let before: Span | null = null;
  for (const span of spans) {
    if (before !== null && span.start === before.start && span.end === before.end) continue;
    if (span.start >= explained) explainGap(bytes, { start: explained, end: span.start }, findings);
    else findings.add('xref-overlap', 'objects that overlap', span.start);
    explained = Math.max(explained, span.end);
    before = span;
  }
  if (explained < bytes.length) findings.add('bytes-after-eof', 'bytes after the last end-of-file marker', explained);
  explainStreams(source, revisions, objects);
  findHidden(source, revisions, objects);
}

/** Between two known spans: white space and comments, in which no file structure may hide. */
function explainGap(bytes: Uint8Array, gap: Span, findings: Findings): void {
  const start = afterSpace(bytes, gap.start, gap.end);
  if (start === gap.end) return;
  const structure = STRUCTURE_WORDS.some((word) => positionsOf(bytes, word, start, gap.end).length > 0);
  // The file begins with its header.
  const [header] = positionsOf(bytes, '%PDF-', gap.start === 0 ? start + 1 : start, gap.end);
  if (header !== undefined) findings.add('header-ambiguous', 'another header', header);
  if (structure) findings.add('startxref-ambiguous', 'a trailer or end-of-file marker of no revision', start);
  if (structure || isCommentary(bytes, { start, end: gap.end })) return;
  findings.add('object-outside-xref', 'bytes that nothing explains', start);
}

function isCommentary(bytes: Uint8Array, span: Span): boolean {
  let at = span.start;
  while (at < span.end) {
    if (bytes[at] !== 0x25) return false;
    while (at < span.end && !isEol(bytes[at])) at++;
    at = afterSpace(bytes, at, span.end);
  }
  return true;
}

/** Object streams hold named objects only, and every cross-reference stream belongs to the chain. */
function explainStreams(source: Source, revisions: readonly Revision[], objects: ObjectTable): void {
  const { findings } = source;
  const sections = new Set(revisions.flatMap((revision) => revision.sections.map((section) => section.offset)));
  const containers = objects.containers();
  for (const object of objects.unnamed()) {
    findings.add('object-outside-xref', `object ${object.number} in stream ${object.container} is not named`);
  }
  for (const { number, value, start } of objects.inFile()) {
    const type = isStream(value) ? nameOf(entry(value.dict, 'Type')) : null;
    if (type === 'XRef' && !sections.has(start)) explainUnusedSection(source, revisions, start);
    if (type === 'ObjStm' && !containers.has(number)) findings.add('object-outside-xref', 'an unused stream', start);
  }
}

/** A cross-reference stream that nothing leads to: PDFBox 2 writes one beside a table, which says the same. */
function explainUnusedSection(source: Source, revisions: readonly Revision[], start: number): void {
  const revision = revisions.find(({ end }) => start < end);
  if (revision !== undefined && restatesRevision(source, revision, start))
    source.findings.note('xref-stream-unused', start);
  else source.findings.add('startxref-ambiguous', 'an unused xref stream', start);
}

/**
 * Objects and trailers that only readers see that rebuild the table (ISO 32000-2, annex I, leaves it to each of them how):
 * every keyword but those of the known objects and sections is one too many, also in a stream, a string or a comment.
 */
function findHidden({ bytes, budget, findings }: Source, revisions: readonly Revision[], objects: ObjectTable): void {
  const sections = revisions.flatMap((revision) => revision.sections);
  const streams = sections.filter(({ form }) => form === 'stream').map(({ offset }) => offset);
  const starts = [...objects.inFile().map(({ start }) => start), ...streams];
  const headers = new Set(starts.map((start) => keywordAfter(bytes, start, 'obj')));
  const hidden = objectKeywords(bytes).filter((at) => !headers.has(at));
  const tables = sections.filter(({ form }) => form === 'table').map(({ offset }) => offset);
  const known = new Set(tables.map((start) => keywordAfter(bytes, start, 'trailer')));
  const trailers = trailerKeywords(bytes, (count) => budget.spendParsed(count)).filter((at) => !known.has(at));
  const isInObject = insideOf(objects.inFile());
  for (const at of hidden) {
    findings.add(isInObject(at) ? 'hidden-object' : 'object-outside-xref', 'what some readers take for an object', at);
  }
  for (const at of trailers) {
    findings.add(isInObject(at) ? 'hidden-object' : 'startxref-ambiguous', 'what some readers take for a trailer', at);
  }
}

/** Whether a position lies within one of the spans. */
function insideOf(spans: readonly Span[]): (at: number) => boolean {
  const sorted = spans.toSorted((a, b) => a.start - b.start);
  return (at) => {
    let low = 0;
    let high = sorted.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((sorted[middle] as Span).start <= at) low = middle + 1;
      else high = middle;
    }
    const span = sorted[low - 1];
    return span !== undefined && at < span.end;
  };
}

/** Position of the first such keyword from a position on, behind which one is known to stand. */
function keywordAfter(bytes: Uint8Array, start: number, keyword: string): number {
  let at = start;
  while (at < bytes.length && !standsAt(bytes, at, keyword)) at++;
  return at;
}
