import { entry, isArray, isDict, type PdfArray, type PdfDict, type PdfValue } from '#core/pdf/syntax/values.ts';
import { areAmong, change, differingKeys, type Finding, type View } from './finding.ts';

const ROOT: readonly string[] = ['K', 'ParentTree', 'ParentTreeNextKey'];
const ELEMENT: readonly string[] = ['K', 'Pg'];
const TREE_NODE: readonly string[] = ['Nums', 'Kids', 'Limits'];

/**
 * A part of the structure tree (ISO 32000-2, 14.7) that was there, and is written otherwise: it may get more kids. Both
 * values are resolved.
 */
export function judgeStructure(view: View, before: PdfValue, after: PdfValue, number: number): readonly Finding[] {
  const judged = (isKept: boolean) =>
    change(view, 'structure', isKept ? 'unlessNone' : 'never', 'structure-changed', number);
  if (isArray(before) && isArray(after)) return judged(isWithin(view, before, after));
  if (!isDict(before) || !isDict(after)) return judged(false);
  const keys = differingKeys(view, before, after);
  if (!areAmong(keys, keysOf(before))) return judged(false);
  return judged(!keys.includes('K') || isWithin(view, kidsOf(view.before, before), kidsOf(view.after, after)));
}

function keysOf(dict: PdfDict): readonly string[] {
  if (dict.entries.has('S')) return ELEMENT;
  return dict.entries.has('Nums') || dict.entries.has('Kids') ? TREE_NODE : ROOT;
}

function kidsOf(resolve: View['after'], dict: PdfDict): PdfArray {
  const kids = resolve(entry(dict, 'K'));
  if (kids === null) return [];
  return isArray(kids) ? kids : [entry(dict, 'K')];
}

/** Whether all of a list stands in another one, in its order. */
function isWithin({ comparer }: View, before: PdfArray, after: PdfArray): boolean {
  let at = 0;
  for (const item of after) if (at < before.length && comparer.same(before[at] ?? null, item)) at++;
  return at === before.length;
}
