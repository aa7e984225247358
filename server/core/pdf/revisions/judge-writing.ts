import { afterSpaceAndComments, isDigit, isSpace, positionsOf, standsAt } from '#core/pdf/syntax/characters.ts';
import type { PdfFile } from '#core/pdf/syntax/open-pdf.ts';
import type { Revision, Span } from '#core/pdf/syntax/revisions.ts';
import { type IndirectObject, isArray, isDict, isStream, isString, type PdfValue } from '#core/pdf/syntax/values.ts';
import { CLEAN, change, type Finding, type View } from './finding.ts';
import { beginsToken } from './judge-security-store.ts';

/**
 * How a revision is written: of objects, cross-reference sections, trailer, `startxref`, `%%EOF` and white space; its
 * entries name objects of generation 0 among them, and free none. What is otherwise changes nothing by itself, but an
 * object that only some readers find is suspect.
 */
export function judgeWriting(view: View, objects: readonly IndirectObject[]): readonly Finding[] {
  const written = view.file.revisions[view.revision];
  if (written === undefined) return CLEAN;
  const { bytes } = view.file;
  const known = [...objects, ...sectionsWithHeader(written)];
  const strays = strayWords(bytes, written, { headers: headersOf(bytes, known), objects: known });
  const odd = [
    written.sections.length > 1,
    written.freed.length > 0,
    [...written.entries.values()].some((entry) => !isPlainEntry(written, entry)),
    strays.length > 0,
    hasComments(view.file, written, objects),
  ].filter(Boolean);
  const hides =
    written.entries.get(0)?.kind === 'in-use' ||
    written.entries.get(0)?.kind === 'compressed' ||
    strays.some((at) => hasNumbersBefore(bytes, at)) ||
    hidesTrailer(bytes, written) ||
    written.sections.some(({ number }) => number !== null && isMissed(view, number));
  return [
    ...odd.flatMap(() => change(view, 'other', 'always', 'object-unreferenced')),
    ...(hides ? change(view, 'other', 'never', 'object-unreferenced') : CLEAN),
  ];
}

type Entry = Revision['entries'] extends ReadonlyMap<number, infer One> ? One : never;

/** Whether an entry names something of the revision itself; what it frees is known already. */
function isPlainEntry({ entries, start, end }: Revision, entry: Entry): boolean {
  if (entry.kind === 'free') return true;
  if (entry.kind === 'in-use') return entry.generation === 0 && entry.offset >= start && entry.offset < end;
  const stream = entries.get(entry.stream);
  return stream?.kind === 'in-use' && stream.offset >= start;
}

/** Cross-reference streams begin and end as objects do; PDFBox gives them no entry of their own. */
function sectionsWithHeader({ sections }: Revision): readonly Span[] {
  return sections.flatMap(({ data, offset, end }) => (data === null ? [] : [{ start: offset, end }]));
}

/** Whether something refers to a number that no object has: readers that rebuild the table find the section there. */
function isMissed({ file, roles, revision }: View, number: number): boolean {
  const since = Math.max(roles.referredSince(number), revision);
  return Number.isFinite(since) && file.objects.object(number, since) === null;
}

/** Where the `obj` of each object stands. */
function headersOf(bytes: Uint8Array, objects: readonly Span[]): ReadonlySet<number> {
  return new Set(
    objects.flatMap(({ start, end }) => positionsOf(bytes, 'obj', start, Math.min(end, start + MAX_HEADER))[0] ?? []),
  );
}

/** Two numbers, white space and a keyword. */
const MAX_HEADER = 64;

type Objects = { readonly headers: ReadonlySet<number>; readonly objects: readonly Span[] };

/** Where `obj` and `endobj` stand that belong to no object. */
function strayWords(bytes: Uint8Array, { start, end }: Revision, { headers, objects }: Objects): readonly number[] {
  const closers = new Set(objects.map((object) => object.end - 'obj'.length));
  return positionsOf(bytes, 'obj', start, end).filter((at) => {
    const isCloser = standsAt(bytes, at - 3, 'endobj');
    return isCloser ? !closers.has(at) : !headers.has(at) && beginsToken(bytes, at);
  });
}

/** Whether two numbers stand before a word, as before the `obj` of an object. */
function hasNumbersBefore(bytes: Uint8Array, at: number): boolean {
  const generation = before(bytes, before(bytes, at, isSpace), isDigit);
  const number = before(bytes, generation, isSpace);
  return isDigit(bytes[generation]) && generation > number && isDigit(bytes[number - 1]);
}

/** The first of the bytes of a kind that end before a position, or that position. */
function before(bytes: Uint8Array, at: number, isOne: (byte: number | undefined) => boolean): number {
  let position = at;
  while (position > 0 && isOne(bytes[position - 1])) position--;
  return position;
}

function hidesTrailer(bytes: Uint8Array, { start, end, sections }: Revision): boolean {
  return positionsOf(bytes, 'trailer', start, end).some(
    (at) =>
      standsAt(bytes, afterSpaceAndComments(bytes, at + 'trailer'.length), '<<') &&
      !sections.some((section) => at >= section.offset && at < section.end),
  );
}

const PERCENT = 0x25;

/** Whether something but white space stands between the parts of a revision, or a comment within them. */
function hasComments(file: PdfFile, written: Revision, objects: readonly IndirectObject[]): boolean {
  const spans = [...objects, ...written.structure].toSorted((a, b) => a.start - b.start);
  let at = written.start;
  for (const span of spans) {
    if (!isBlank(file.bytes, at, span.start)) return true;
    at = Math.max(at, span.end);
  }
  if (!isBlank(file.bytes, at, written.end)) return true;
  const quoted = [...objects.map(({ value }) => value), ...written.sections.map(({ trailer }) => trailer)];
  const data = written.sections.flatMap((section) => section.data ?? []);
  const texts = [...data, ...quoted.flatMap((value) => textsIn(file, value))].toSorted((a, b) => a.start - b.start);
  return positionsOf(file.bytes, '%', written.start, written.end).some(
    (percent) => !isWithin(texts, percent) && !isEndOfFile(file.bytes, written, percent),
  );
}

function isBlank(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (!isSpace(bytes[at])) return false;
  return true;
}

/** The strings and the data of streams within a value, as they lie in the file. */
function textsIn(file: PdfFile, value: PdfValue): readonly Span[] {
  const spans: Span[] = [];
  const open: PdfValue[] = [value];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (isArray(next)) for (const item of next) open.push(item);
    else if (isDict(next)) for (const item of next.entries.values()) open.push(item);
    else if (isStream(next)) {
      spans.push(next);
      open.push(next.dict);
    } else if (isString(next) && next.source === file.bytes) spans.push(next);
  }
  return spans;
}

/** `spans` do not overlap and are in their order. */
function isWithin(spans: readonly Span[], at: number): boolean {
  let [low, high] = [0, spans.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((spans[middle]?.start ?? 0) <= at) low = middle + 1;
    else high = middle;
  }
  return low > 0 && at < (spans[low - 1]?.end ?? 0);
}

/** The two signs of `%%EOF` that close a section. */
function isEndOfFile(bytes: Uint8Array, { structure }: Revision, at: number): boolean {
  return [at, at - 1].some(
    (start) =>
      bytes[start] === PERCENT &&
      standsAt(bytes, start, '%%EOF') &&
      structure.some((span) => start >= span.start && start < span.end),
  );
}
