import type { Source } from './indirect-object.ts';
import type { ObjectTable } from './object-table.ts';
import type { Revision } from './revisions.ts';
import { isArray, isDict, isRef, isStream, type PdfValue } from './values.ts';

/**
 * Looks for objects that were freed and that the newest revision still names: some readers take them for null (ISO 32000-2,
 * 7.3.10), others show what lies in the file under their numbers, since nothing takes it away.
 */
export function checkFreedObjects({ findings }: Source, revisions: readonly Revision[], objects: ObjectTable): void {
  const freed = new Set(revisions.flatMap((revision) => revision.freed));
  for (const number of freed) if (objects.object(number) !== null) freed.delete(number);
  const newest = revisions.at(-1);
  if (freed.size === 0 || newest === undefined) return;
  for (const number of namedObjects(newest, objects)) {
    if (freed.has(number)) findings.add('object-mismatch', `object ${number} was freed and is still named`);
  }
}

/** The number of every object that can be reached from the trailer of a revision, there or not. */
function namedObjects({ trailer }: Revision, objects: ObjectTable): ReadonlySet<number> {
  const named = new Set<number>();
  const open: PdfValue[] = [trailer];
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    if (isRef(value)) {
      if (named.has(value.number)) continue;
      named.add(value.number);
      open.push(objects.object(value.number)?.value ?? null);
    } else if (isArray(value)) for (const item of value) open.push(item);
    else if (isStream(value)) open.push(value.dict);
    else if (isDict(value)) for (const item of value.entries.values()) open.push(item);
  }
  return named;
}
