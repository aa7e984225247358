import { exceeded } from '#core/pdf/syntax/limits.ts';
import { catalogOf, type PdfFile } from '#core/pdf/syntax/open-pdf.ts';
import {
  entry,
  isArray,
  isCount,
  isDict,
  isRef,
  nameOf,
  type PdfDict,
  type PdfRef,
  type PdfValue,
} from '#core/pdf/syntax/values.ts';

/** A leaf of the page tree. */
export type Page = { readonly number: number; readonly dict: PdfDict };

type Node = { readonly reference: PdfValue; readonly parent: PdfRef | null };

/**
 * The pages in their order (ISO 32000-2, 7.7.3). A node that is met twice, names another parent, has no type or
 * counts its pages wrongly is the finding `page-tree-broken`: viewers then show different pages.
 */
export function readPages(file: PdfFile): readonly Page[] {
  const pages: Page[] = [];
  const seen = new Set<number>();
  const root = entry(catalogOf(file), 'Pages');
  const open: Node[] = [{ reference: root, parent: null }];
  let visited = 0;
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    const kids = visit(file, node, seen, pages);
    if (++visited + open.length + kids.length > file.limits.treeNodes) throw exceeded('treeNodes');
    for (const kid of kids.toReversed()) open.push(kid);
  }
  const count = countOf(file, root);
  if (count !== pages.length) broken(file, `/Count ${count}, but ${pages.length} pages`);
  return pages;
}

/** Adds a leaf to the pages, or gives the kids of an inner node. */
function visit(file: PdfFile, node: Node, seen: Set<number>, pages: Page[]): readonly Node[] {
  const { reference, parent } = node;
  const dict = file.objects.resolve(reference);
  if (!isRef(reference) || !isDict(dict)) return broken(file, 'a node that is no indirect dictionary');
  if (seen.has(reference.number)) return broken(file, `object ${reference.number} twice in the page tree`);
  seen.add(reference.number);
  if (!isSameReference(entry(dict, 'Parent'), parent)) broken(file, `object ${reference.number} names another parent`);
  const type = nameOf(file.objects.resolve(entry(dict, 'Type')));
  if (type === 'Page') {
    if (pages.length >= file.limits.pages) throw exceeded('pages');
    pages.push({ number: reference.number, dict });
    return [];
  }
  const kids = file.objects.resolve(entry(dict, 'Kids'));
  if (type !== 'Pages' || !isArray(kids)) return broken(file, `object ${reference.number} is neither page nor node`);
  if (kids.length > file.limits.treeNodes) throw exceeded('treeNodes');
  return kids.map((kid) => ({ reference: kid, parent: reference }));
}

function isSameReference(value: PdfValue, parent: PdfRef | null): boolean {
  if (parent === null) return value === null;
  return isRef(value) && value.number === parent.number && value.generation === parent.generation;
}

function countOf(file: PdfFile, root: PdfValue): number | null {
  const dict = file.objects.resolve(root);
  const count = isDict(dict) ? file.objects.resolve(entry(dict, 'Count')) : null;
  return isCount(count) ? count : null;
}

function broken(file: PdfFile, detail: string): readonly never[] {
  file.findings.add('page-tree-broken', detail);
  return [];
}
