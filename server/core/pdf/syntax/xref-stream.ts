import { decodeStream } from './decode-stream.ts';
import { objectAt, readIndirectObject, type Source } from './indirect-object.ts';
import { malformed } from './read-error.ts';
import { entry, type IndirectObject, isArray, isCount, isStream, nameOf, type PdfDict } from './values.ts';
import type { XrefEntry, XrefSection } from './xref-entry.ts';

/** Bytes of one field of an entry: offsets of 64 bits are met, with leading zeros. */
const MAX_WIDTH = 8;
/** Of the fields of types and of generations: readers that take no wider ones rebuild the table. */
const COMMON_WIDTH = 4;

type Layout = {
  readonly widths: readonly [number, number, number];
  /** Pairs of first object number and count. */
  readonly index: readonly (readonly [number, number])[];
};

/** Reads a cross-reference stream (ISO 32000-2, 7.5.8). All values of its dictionary must be direct. */
export function readXrefStream(source: Source, offset: number): XrefSection {
  const object = readIndirectObject(source, offset, () => null);
  if (object === null || !isStream(object.value)) throw malformed('no cross-reference section', offset);
  const { dict, start, end } = object.value;
  if (nameOf(entry(dict, 'Type')) !== 'XRef') throw malformed('a stream that is no cross-reference', offset);
  const data = decodeStream(source.bytes.subarray(start, end), dict, (value) => value, source.budget);
  const layout = readLayout(dict, offset);
  if (Math.max(layout.widths[0], layout.widths[2]) > COMMON_WIDTH)
    source.findings.add('xref-broken', 'fields too wide for some readers', offset);
  const entries = readEntries(source, data, layout, offset);
  checkOwnNumber(source, object, entries);
  const at = { offset: object.start, end: object.end, data: { start, end } };
  return { form: 'stream', ...at, entries, number: object.number, trailer: dict };
}

/** An object of its own: number 0 is nobody's, and an entry that leads elsewhere gives its number to another. */
function checkOwnNumber(source: Source, object: IndirectObject, entries: ReadonlyMap<number, XrefEntry>): void {
  const { number, generation, start } = object;
  if (number === 0 || generation !== 0) source.findings.add('xref-broken', 'a section as object 0', start);
  const own = entries.get(number);
  if (
    own !== undefined &&
    own.kind !== 'free' &&
    !(own.kind === 'in-use' && objectAt(source.bytes, own.offset) === start)
  ) {
    source.findings.add('object-mismatch', `a section with the number of object ${number}`, start);
  }
}

function readLayout(dict: PdfDict, offset: number): Layout {
  const widths = entry(dict, 'W');
  const index = entry(dict, 'Index') ?? [0, entry(dict, 'Size')];
  if (!isArray(widths) || widths.length !== 3 || !isArray(index) || index.length % 2 !== 0) {
    throw malformed('/W or /Index of a cross-reference stream', offset);
  }
  const [type = 0, second = 0, third = 0] = widths.map((width) => {
    if (!isCount(width) || width > MAX_WIDTH) throw malformed('/W of a cross-reference stream', offset);
    return width;
  });
  const numbers = index.map((value) => {
    if (!isCount(value)) throw malformed('/Index of a cross-reference stream', offset);
    return value;
  });
  const pairs: (readonly [number, number])[] = [];
  for (let i = 0; i < numbers.length; i += 2) pairs.push([numbers[i] as number, numbers[i + 1] as number]);
  return { widths: [type, second, third], index: pairs };
}

function readEntries(source: Source, data: Uint8Array, layout: Layout, offset: number): Map<number, XrefEntry> {
  const [typeWidth, secondWidth, thirdWidth] = layout.widths;
  const total = layout.index.reduce((sum, [, count]) => sum + count, 0);
  for (const [first, count] of layout.index) source.budget.spendEntries(first, count, offset);
  const width = typeWidth + secondWidth + thirdWidth;
  if (width === 0 || data.length < total * width) throw malformed('a cross-reference stream that is too short', offset);
  if (data.length > total * width) source.findings.add('xref-broken', 'bytes after the last entry', offset);
  const entries = new Map<number, XrefEntry>();
  let at = 0;
  for (const [first, count] of layout.index) {
    for (let number = first; number < first + count; number++, at += width) {
      const type = typeWidth === 0 ? 1 : field(data, at, typeWidth);
      const second = field(data, at + typeWidth, secondWidth);
      const third = field(data, at + typeWidth + secondWidth, thirdWidth);
      const found = makeEntry(type, second, third);
      if (found === null) source.findings.add('xref-broken', `object ${number}: entry of type ${type}`, offset);
      if (entries.has(number)) source.findings.add('xref-overlap', `object ${number} twice in one section`, offset);
      else if (found !== null) entries.set(number, found);
    }
  }
  return entries;
}

function makeEntry(type: number, second: number, third: number): XrefEntry | null {
  if (type === 0) return { kind: 'free', generation: third };
  if (type === 1) return { kind: 'in-use', offset: second, generation: third };
  return type === 2 ? { kind: 'compressed', stream: second, index: third } : null;
}

function field(data: Uint8Array, at: number, width: number): number {
  let value = 0;
  for (let i = 0; i < width; i++) value = value * 256 + (data[at + i] as number);
  if (value > Number.MAX_SAFE_INTEGER) throw malformed('a field of a cross-reference stream is out of range');
  return value;
}
