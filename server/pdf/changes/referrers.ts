import { isArray, isDict, isRef, isStream, type PdfValue } from '../reader/values.ts';
import type { View } from './view.ts';

/** Whether anything but `own` (values, as parsed) refers to an object in the earlier revision. */
export function isReferredTo({ file, revision }: View, number: number, own: ReadonlySet<PdfValue>): boolean {
  for (const holder of file.objects.numbers(revision - 1)) {
    const open: PdfValue[] = [file.objects.object(holder, revision - 1)?.value ?? null];
    for (let value = open.pop(); value !== undefined; value = open.pop()) {
      if (own.has(value)) continue;
      if (isRef(value) && value.number === number) return true;
      if (isArray(value)) open.push(...value);
      else if (isDict(value)) open.push(...value.entries.values());
      else if (isStream(value)) open.push(value.dict);
    }
  }
  return false;
}
