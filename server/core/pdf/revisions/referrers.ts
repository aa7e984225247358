import { isRef, type PdfValue } from '#core/pdf/syntax/values.ts';
import { pushWithin } from './references.ts';
import type { View } from './view.ts';

/** Whether anything but `own` (values, as parsed) refers to an object in the earlier revision. */
export function isReferredTo({ file, revision, referrers }: View, number: number, own: ReadonlySet<PdfValue>): boolean {
  for (const holder of referrers.get(number) ?? []) {
    const open: PdfValue[] = [file.objects.object(holder, revision - 1)?.value ?? null];
    for (let value = open.pop(); value !== undefined; value = open.pop()) {
      if (own.has(value)) continue;
      if (isRef(value) && value.number === number) return true;
      pushWithin(value, open);
    }
  }
  return false;
}
