import type { PdfFile } from '#core/pdf/syntax/open-pdf.ts';
import type { References } from './references.ts';

/** Which objects refer to an object, in whatever revision. */
export type Referrers = ReadonlyMap<number, ReadonlySet<number>>;

/** Finds all references of a file, once for all its revisions. */
export function readReferrers(file: PdfFile, references: References): Referrers {
  const referrers = new Map<number, Set<number>>();
  for (const { added, replaced, index } of file.revisions) {
    for (const holder of [...added, ...replaced]) {
      for (const { number } of references.within(file.objects.object(holder, index)?.value ?? null)) {
        const holders = referrers.get(number);
        if (holders === undefined) referrers.set(number, new Set([holder]));
        else holders.add(holder);
      }
    }
  }
  return referrers;
}

/** The objects that a revision writes or frees, and every object from which one of them can be reached. */
export function touchedObjects(file: PdfFile, revision: number, referrers: Referrers): ReadonlySet<number> {
  const written = file.revisions[revision];
  const touched = new Set<number>();
  const open = written === undefined ? [] : [...written.added, ...written.replaced, ...written.freed];
  for (let number = open.pop(); number !== undefined; number = open.pop()) {
    if (touched.has(number)) continue;
    touched.add(number);
    for (const holder of referrers.get(number) ?? []) open.push(holder);
  }
  return touched;
}
