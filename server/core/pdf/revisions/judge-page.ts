import { entry, isDict, isString, nameOf, type PdfDict, type PdfValue } from '#core/pdf/syntax/values.ts';
import { change, differingKeys, type Finding, type View } from './finding.ts';
import { judgeAnnotationList } from './judge-annotations.ts';
import { isPage } from './page-nodes.ts';

/** A node of the page tree (ISO 32000-2, 7.7.3): a page may get annotations. Both values are resolved. */
export function judgePageNode(view: View, before: PdfValue, after: PdfValue, number: number): readonly Finding[] {
  const arePages = isDict(before) && isDict(after) && isPage(view.before, before) && isPage(view.after, after);
  if (!arePages) return change(view, 'page-content', 'never', 'page-tree-changed', number);
  return differingKeys(view, before, after).flatMap((key) => judgeEntry(view, key, { before, after, number }));
}

type Pages = { readonly before: PdfDict; readonly after: PdfDict; readonly number: number };

function judgeEntry(view: View, key: string, { before, after, number }: Pages): readonly Finding[] {
  const [old, next] = [view.before(entry(before, key)), view.after(entry(after, key))];
  if (key === 'Annots') return judgeAnnotationList(view, old, next);
  if (key === 'Resources') return change(view, 'resources', 'never', 'page-changed', number);
  // Which row of the parent tree is the page's: a tree that is written anew may have it in another one.
  const isPlaced =
    key === 'StructParents' && (!before.entries.has(key) || typeof old === 'number') && typeof next === 'number';
  if (isPlaced || (key === 'Tabs' && takesStructureOrder(old, next)))
    return change(view, 'structure', 'unlessNone', 'page-changed', number);
  return change(view, 'page-content', 'never', 'page-changed', number);
}

/** A page that named no order of its fields may come to take that of the structure: nothing is shown otherwise for it. */
function takesStructureOrder(before: PdfValue, after: PdfValue): boolean {
  return (before === null || isString(before)) && nameOf(after) === 'S';
}
