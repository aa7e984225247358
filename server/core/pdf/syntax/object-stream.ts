import { isRegular } from './characters.ts';
import { decodeStream } from './decode-stream.ts';
import type { Source } from './indirect-object.ts';
import { COST, exceeded } from './limits.ts';
import { ObjectParser } from './object-parser.ts';
import { malformed } from './read-error.ts';
import { entry, type IndirectObject, isCount, nameOf, type PdfStream } from './values.ts';

const SOLIDUS = 0x2f;

/** A pair of the stream's header: an object number and where its value begins in the decoded data. */
type Placed = { readonly number: number; readonly start: number };

/** Reads all objects of an object stream, in the order of its header (ISO 32000-2, 7.5.7). Its dictionary must be direct. */
export function readObjectStream(source: Source, holder: IndirectObject, stream: PdfStream): readonly IndirectObject[] {
  const { dict } = stream;
  const count = entry(dict, 'N');
  const first = entry(dict, 'First');
  if (nameOf(entry(dict, 'Type')) !== 'ObjStm' || !isCount(count) || !isCount(first)) {
    throw malformed('not an object stream', holder.start);
  }
  if (count > source.budget.limits.objects) throw exceeded('objects', holder.start);
  source.budget.spendValues(COST.object * count);
  const encoded = source.bytes.subarray(stream.start, stream.end);
  const data = decodeStream(encoded, dict, (value) => value, source.budget);
  const header = readHeader(source, data, { count, first, offset: holder.start });
  checkOrder(source, { header, first, offset: holder.start });
  const ends = endsOf(header, data.length);
  return header.map((placed) => readPlaced(source, data, { placed, end: ends.get(placed.start) ?? 0, holder }));
}

function readHeader(
  source: Source,
  data: Uint8Array,
  shape: { count: number; first: number; offset: number },
): readonly Placed[] {
  const { count, first, offset } = shape;
  if (first > data.length) throw malformed('an object stream that is too short', offset);
  if (splitsToken(data, first)) throw malformed('a header of an object stream that ends within a number', offset);
  const parser = new ObjectParser(data, { start: 0, end: first }, source);
  const header: Placed[] = [];
  for (let i = 0; i < count; i++) {
    const number = parser.takeCount();
    const start = number === null ? null : parser.takeCount();
    if (number === null || start === null) throw malformed('the header of an object stream', offset);
    header.push({ number, start: first + start });
  }
  return header;
}

/** Whether a bound lies within a token: readers that do not stop there read another one. */
function splitsToken(data: Uint8Array, bound: number): boolean {
  const before = data[bound - 1];
  return isRegular(data[bound]) && (isRegular(before) || before === SOLIDUS);
}

/** Some readers go through the values one after another, from /First on, whatever offsets the header gives. */
function checkOrder(
  { findings }: Source,
  { header, first, offset }: { readonly header: readonly Placed[]; readonly first: number; readonly offset: number },
): void {
  const [begin] = header;
  // Poppler passes over white space there, and over as much of what follows it.
  if (begin !== undefined && begin.start !== first)
    findings.add('object-outside-xref', 'something before the first object of an object stream', offset);
  if (header.every(({ start }, index) => start > (header[index - 1]?.start ?? -1))) return;
  findings.add('object-mismatch', 'an object stream whose objects are not in the order of its header', offset);
}

/** Each value ends where the next one begins, whatever the order of the header. */
function endsOf(header: readonly Placed[], length: number): ReadonlyMap<number, number> {
  const starts = header.map((placed) => placed.start).sort((a, b) => a - b);
  return new Map(starts.map((start, i) => [start, starts[i + 1] ?? length]));
}

function readPlaced(
  source: Source,
  data: Uint8Array,
  part: { placed: Placed; end: number; holder: IndirectObject },
): IndirectObject {
  const { placed, end, holder } = part;
  const parser = new ObjectParser(data, { start: placed.start, end }, source);
  const value = parser.readValue();
  const valueEnd = parser.position;
  if (splitsToken(data, end)) throw malformed(`object ${placed.number} ends within a token`, holder.start);
  parser.skipSpace();
  if (parser.position < end) {
    source.findings.add('object-outside-xref', `more than object ${placed.number} in an object stream`, holder.start);
  }
  return { number: placed.number, generation: 0, value, start: placed.start, end: valueEnd, container: holder.number };
}
