import { afterSpaceAndComments, isDigit, isSpace, positionsOf, standsAt } from '#core/pdf/syntax/characters.ts';
import type { PdfFile } from '#core/pdf/syntax/open-pdf.ts';

/**
 * Whether the bytes of a revision hold what looks like an object or a trailer and is none: it stands in a stream or a
 * string. Readers that lose their way in a table look for such in the whole file, and show what nobody signed.
 */
export function hidesObjects(file: PdfFile, revision: number): boolean {
  const written = file.revisions[revision];
  if (written === undefined) return false;
  const { bytes } = file;
  const objects = [...written.added, ...written.replaced].map((number) => file.objects.object(number, revision));
  const known = new Set([...objects.map((object) => object?.start), ...written.sections.map(({ offset }) => offset)]);
  const headers = positionsOf(bytes, 'obj', written.start, written.end).map((at) => headerStart(bytes, at));
  if (headers.some((start) => start !== null && !known.has(start))) return true;
  return positionsOf(bytes, 'trailer', written.start, written.end).some((at) => {
    const isOwn = written.sections.some(({ offset, end }) => at >= offset && at < end);
    return !isOwn && standsAt(bytes, afterSpaceAndComments(bytes, at + 'trailer'.length), '<<');
  });
}

/** Where the two numbers before `obj` begin; null where there are none. */
function headerStart(bytes: Uint8Array, obj: number): number | null {
  const generation = before(bytes, before(bytes, obj, isSpace), isDigit);
  const space = before(bytes, generation, isSpace);
  const number = before(bytes, space, isDigit);
  const hasBoth = isDigit(bytes[generation]) && generation > space && space > number;
  return hasBoth ? number : null;
}

/** The first of the bytes of a kind that end before a position, or that position. */
function before(bytes: Uint8Array, at: number, isOne: (byte: number | undefined) => boolean): number {
  let position = at;
  while (position > 0 && isOne(bytes[position - 1])) position--;
  return position;
}
