import { isArray, isRef, type PdfRef, type PdfValue } from '#core/pdf/syntax/values.ts';

/** Two lists of references to objects, compared by object. */
export type ComparedLists = {
  /** In the order of the old list. */
  readonly kept: readonly { readonly before: PdfRef; readonly after: PdfRef }[];
  readonly added: readonly PdfRef[];
  readonly removed: readonly PdfRef[];
};

/** Null unless both (resolved) are lists of references, none twice, in which what is kept keeps its order. */
export function compareLists(before: PdfValue, after: PdfValue): ComparedLists | null {
  const old = referencesOf(before);
  const next = referencesOf(after);
  if (old === null || next === null) return null;
  const kept = [...old.values()].flatMap((reference) => {
    const now = next.get(reference.number);
    return now === undefined ? [] : [{ before: reference, after: now }];
  });
  const order = [...next.keys()].filter((number) => old.has(number));
  if (order.some((number, index) => number !== kept[index]?.before.number)) return null;
  return {
    kept,
    added: [...next.values()].filter(({ number }) => !old.has(number)),
    removed: [...old.values()].filter(({ number }) => !next.has(number)),
  };
}

function referencesOf(value: PdfValue): ReadonlyMap<number, PdfRef> | null {
  if (value === null) return new Map();
  if (!isArray(value) || !value.every(isRef)) return null;
  const references = new Map(value.map((reference) => [reference.number, reference]));
  return references.size === value.length ? references : null;
}
