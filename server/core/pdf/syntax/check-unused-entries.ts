import type { Source } from './indirect-object.ts';
import type { ObjectTable } from './object-table.ts';
import type { Revision } from './revisions.ts';
import { isArray, isDict, isRef, isStream, type PdfValue } from './values.ts';

/**
 * Looks for entries in use that name the first byte of the file, where no object is. Some writers leave such entries for
 * numbers that they gave nothing to, and no reader looks there; one that does, for a reference, may rebuild the table.
 */
export function checkUnusedEntries({ findings }: Source, revisions: readonly Revision[], objects: ObjectTable): void {
  const unused = new Map<number, Revision>();
  for (const revision of revisions) {
    for (const [number, entry] of revision.entries) {
      if (entry.kind === 'in-use' && entry.offset === 0) unused.set(number, revision);
    }
  }
  if (unused.size === 0) return;
  const values = [...revisions.map(({ trailer }) => trailer), ...objects.everywhere().map(({ value }) => value)];
  const named = namedIn(values);
  for (const [number, { sections }] of unused) {
    const at = sections[0]?.offset ?? null;
    if (named.has(number)) findings.add('xref-broken', `object ${number} is named and has no place`, at);
    else findings.note('entry-unused', at);
  }
}

/** The numbers of all references within values. */
function namedIn(values: readonly PdfValue[]): ReadonlySet<number> {
  const named = new Set<number>();
  const open: PdfValue[] = [...values];
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    if (isRef(value)) named.add(value.number);
    else if (isArray(value)) for (const item of value) open.push(item);
    else if (isStream(value)) open.push(value.dict);
    else if (isDict(value)) for (const item of value.entries.values()) open.push(item);
  }
  return named;
}
