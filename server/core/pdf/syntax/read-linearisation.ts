import { afterSpace } from './characters.ts';
import type { Source } from './indirect-object.ts';
import type { ObjectTable } from './object-table.ts';
import type { Revision } from './revisions.ts';
import { entry, type IndirectObject, isCount, isDict, type PdfDict } from './values.ts';

/**
 * Viewers take a file whose first object is a linearisation dictionary, and whose length is its /L, for that one
 * revision: they begin with the section behind that object and never see a later one (ISO 32000-2, F.3.3). So /L must
 * be the end of the first revision, whatever length the file has or will have, and a section must stand there.
 * @returns the dictionary, or null where there is none
 */
export function readLinearisation(
  source: Source,
  revisions: readonly Revision[],
  objects: ObjectTable,
): PdfDict | null {
  const first = firstObject(objects);
  const [original] = revisions;
  if (first === null || original === undefined || !isDict(first.value)) return null;
  const { entries } = first.value;
  if (!entries.has('Linearized') || !entries.has('L')) return null;
  const length = entry(first.value, 'L');
  if (!isCount(length) || length < original.eofEnd || length > original.end) {
    source.findings.add('startxref-ambiguous', '/L of /Linearized is not the end of its own revision', first.start);
  }
  const behind = afterSpace(source.bytes, first.end);
  if (!original.sections.some(({ offset }) => offset === behind)) {
    source.findings.add('startxref-ambiguous', 'no section behind the linearisation dictionary', first.start);
  }
  return first.value;
}

function firstObject(objects: ObjectTable): IndirectObject | null {
  let first: IndirectObject | null = null;
  for (const object of objects.inFile()) if (first === null || object.start < first.start) first = object;
  return first;
}
