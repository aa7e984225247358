import type { PdfDict } from '#core/pdf/syntax/values.ts';
import type { Difference, Place, Ruling } from './difference.ts';

/** Judges a dictionary entry by entry: each key has its place, and every other key the place `other`. */
export function splitEntries(
  path: string,
  dicts: { readonly before: PdfDict; readonly after: PdfDict },
  places: Readonly<Record<string, Place | null>>,
  other: Place,
): Ruling {
  const keys = new Set([...dicts.before.entries.keys(), ...dicts.after.entries.keys()]);
  const differences: Difference[] = [];
  for (const key of keys) {
    const place = Object.hasOwn(places, key) ? places[key] : other;
    if (place === null || place === undefined) continue;
    const [before, after] = [dicts.before, dicts.after].map((dict) => dict.entries.get(key) ?? null);
    differences.push({ place, path: `${path}/${key}`, before: before ?? null, after: after ?? null });
  }
  return { kind: 'split', differences };
}
