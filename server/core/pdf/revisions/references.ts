import { isArray, isDict, isRef, isStream, type PdfRef, type PdfValue } from '#core/pdf/syntax/values.ts';

/** The references within values, those within nested values included; looked for once in each. */
export class References {
  readonly #known = new Map<PdfValue, readonly PdfRef[]>();

  within(value: PdfValue): readonly PdfRef[] {
    if (typeof value !== 'object' || value === null) return [];
    const known = this.#known.get(value);
    if (known !== undefined) return known;
    const found = referencesIn(value);
    this.#known.set(value, found);
    return found;
  }
}

function referencesIn(value: PdfValue): readonly PdfRef[] {
  const found: PdfRef[] = [];
  const open: PdfValue[] = [value];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (isRef(next)) found.push(next);
    else pushWithin(next, open);
  }
  return found;
}

/** Adds what stands in a value itself. One by one: a list of a million values is too long for the arguments of a call. */
export function pushWithin(value: PdfValue, open: PdfValue[]): void {
  if (isArray(value)) for (const item of value) open.push(item);
  else if (isDict(value)) for (const item of value.entries.values()) open.push(item);
  else if (isStream(value)) open.push(value.dict);
}
