import { isArray, isRef, type PdfArray, type PdfValue } from '#core/pdf/syntax/values.ts';
import type { View } from './finding.ts';

/** Two lists of fields or annotations. */
export type ComparedLists = {
  /** Items that only the later one has. */
  readonly added: readonly PdfValue[];
  readonly removed: readonly PdfValue[];
  /** The later one is the earlier one and, behind it, new references, none of them twice. */
  readonly isAppended: boolean;
};

/** Compares two lists (resolved) by what their items refer to; null unless each is a list, or absent. */
export function compareLists({ comparer }: View, before: PdfValue, after: PdfValue): ComparedLists | null {
  const [old, next] = [listOf(before), listOf(after)];
  if (old === null || next === null) return null;
  const [numbers, numbersNow] = [numbersOf(old), numbersOf(next)];
  const isNew = (item: PdfValue) =>
    isRef(item) ? !numbers.has(item.number) : !old.some((one) => comparer.same(one, item));
  const isGone = (item: PdfValue) =>
    isRef(item) ? !numbersNow.has(item.number) : !next.some((one) => comparer.same(one, item));
  const begins = old.every((item, index) => index < next.length && comparer.same(item, next[index] ?? null));
  const tail = next.slice(old.length);
  const isAppended = begins && tail.every((item) => isRef(item) && isNew(item)) && numbersOf(tail).size === tail.length;
  return { added: next.filter(isNew), removed: old.filter(isGone), isAppended };
}

function listOf(value: PdfValue): PdfArray | null {
  if (value === null) return [];
  return isArray(value) ? value : null;
}

function numbersOf(list: PdfArray): ReadonlySet<number> {
  return new Set(list.filter(isRef).map(({ number }) => number));
}
