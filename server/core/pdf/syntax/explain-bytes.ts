import { afterSpace, isEol, latin1, positionsOf } from './characters.ts';
import type { Findings } from './findings.ts';
import type { ObjectTable } from './object-table.ts';
import type { Revision, Span } from './revisions.ts';
import { entry, isStream, nameOf } from './values.ts';

/** What stands before `obj` in an object header, within as many bytes as are looked at. */
const BEFORE_OBJ = /\d\s+\d+\s+$/;
const HEADER_BYTES = 24;
/** A gap with more of them is no commentary, whatever stands before them. */
const MOST_OBJ = 1000;
const STRUCTURE_WORDS = ['startxref', 'trailer', '%%EOF'];

/**
 * Accounts for every byte of the file: the objects of every revision, cross-reference sections with what follows
 * them, and in between nothing but white space and comments. Each span that nothing explains becomes a finding.
 */
export function explainBytes(
  bytes: Uint8Array,
  revisions: readonly Revision[],
  objects: ObjectTable,
  findings: Findings,
): void {
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
  explainStreams(revisions, objects, findings);
}

/** Between two known spans: white space and comments, in which no object and no file structure may hide. */
function explainGap(bytes: Uint8Array, gap: Span, findings: Findings): void {
  const start = afterSpace(bytes, gap.start, gap.end);
  if (start === gap.end) return;
  const object = holdsObject(bytes, { start, end: gap.end });
  const structure = STRUCTURE_WORDS.some((word) => positionsOf(bytes, word, start, gap.end).length > 0);
  if (structure) findings.add('startxref-ambiguous', 'a trailer or end-of-file marker of no revision', start);
  if (object) findings.add('object-outside-xref', 'an object that no cross-reference entry names', start);
  if (object || structure || isCommentary(bytes, { start, end: gap.end })) return;
  findings.add('object-outside-xref', 'bytes that nothing explains', start);
}

function holdsObject(bytes: Uint8Array, { start, end }: Span): boolean {
  const found = positionsOf(bytes, 'obj', start, end);
  if (found.length > MOST_OBJ) return true;
  return found.some((at) => BEFORE_OBJ.test(latin1(bytes.subarray(Math.max(start, at - HEADER_BYTES), at))));
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
function explainStreams(revisions: readonly Revision[], objects: ObjectTable, findings: Findings): void {
  const sections = new Set(revisions.flatMap((revision) => revision.sections.map((section) => section.offset)));
  const containers = objects.containers();
  for (const object of objects.unnamed()) {
    findings.add('object-outside-xref', `object ${object.number} in stream ${object.container} is not named`);
  }
  for (const { number, value, start } of objects.inFile()) {
    const type = isStream(value) ? nameOf(entry(value.dict, 'Type')) : null;
    if (type === 'XRef' && !sections.has(start)) findings.add('startxref-ambiguous', 'an unused xref stream', start);
    if (type === 'ObjStm' && !containers.has(number)) findings.add('object-outside-xref', 'an unused stream', start);
  }
}
