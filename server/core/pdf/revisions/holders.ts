import type { PdfFile } from '#core/pdf/syntax/open-pdf.ts';
import { isRef, type PdfValue } from '#core/pdf/syntax/values.ts';

/** Notes every object that a value is reached through, as of a revision. */
export function noteHolders(file: PdfFile, value: PdfValue, revision: number, holders: Set<number>): void {
  let current = value;
  for (let steps = 0; isRef(current) && steps <= file.limits.referenceChain; steps++) {
    holders.add(current.number);
    current = file.objects.object(current.number, revision)?.value ?? null;
  }
}

/** What is read of a revision, and the objects that it was read from. */
type Held = { readonly holders: ReadonlySet<number> };

/**
 * Reads something of each revision from `first` on, and reads it anew only where a revision touches an object that it was
 * read from.
 */
export function readOfEach<Read extends Held>(
  file: PdfFile,
  first: number,
  read: (file: PdfFile, revision: number) => Read,
): ReadonlyMap<number, Read> {
  const found = new Map<number, Read>();
  for (const { index, added, replaced, freed } of file.revisions.slice(first)) {
    const before = found.get(index - 1);
    const isTouched = (number: number) => before?.holders.has(number) ?? true;
    const isKept = before !== undefined && ![added, replaced, freed].some((numbers) => numbers.some(isTouched));
    found.set(index, isKept ? before : read(file, index));
  }
  return found;
}
