import { entry, isArray, isDict, type PdfDict, type PdfValue } from '#core/pdf/syntax/values.ts';
import { change, differingKeys, type Finding, type View } from './finding.ts';
import { holdsAll, kidsOf, saysTheSame } from './same-structure.ts';

const ROOT: readonly string[] = ['K', 'ParentTree', 'ParentTreeNextKey'];
const ELEMENT: readonly string[] = ['K', 'Pg'];
const TREE_NODE: readonly string[] = ['Nums', 'Kids', 'Limits'];

/**
 * A part of the structure tree (ISO 32000-2, 14.7) that was there, and is written otherwise: it may get more kids, and be
 * held by other objects. Both values are resolved.
 */
export function judgeStructure(view: View, before: PdfValue, after: PdfValue, number: number): readonly Finding[] {
  const judged = (isKept: boolean) =>
    change(view, 'structure', isKept ? 'unlessNone' : 'never', 'structure-changed', number);
  if (isArray(before) && isArray(after)) return judged(holdsAll(view, before, after));
  if (!isDict(before) || !isDict(after)) return judged(false);
  const mayDiffer = keysOf(before);
  const others = differingKeys(view, before, after).filter((key) => !mayDiffer.includes(key));
  if (!others.every((key) => saysTheSame(view, entry(before, key), entry(after, key)))) return judged(false);
  return judged(holdsAll(view, kidsOf(view.before, before), kidsOf(view.after, after)));
}

function keysOf(dict: PdfDict): readonly string[] {
  if (dict.entries.has('S')) return ELEMENT;
  return dict.entries.has('Nums') || dict.entries.has('Kids') ? TREE_NODE : ROOT;
}
