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

/** An inner node whose pages are being collected: how many there were before it, and how many it says that it has. */
type Counted = { readonly number: number; readonly before: number; readonly count: number | null };

/** Entries of a page or node that decide what is shown: null, or a reference to nothing, is absent to some viewers only. */
const NEVER_NULL = ['MediaBox', 'CropBox', 'Rotate', 'UserUnit', 'Resources'];

/**
 * The pages in their order (ISO 32000-2, 7.7.3). A node that is met twice, names another parent, has no type or
 * counts its pages wrongly is the finding `page-tree-broken`, and so are a page with kids and an entry that is null:
 * viewers then show different pages.
 */
export function readPages(file: PdfFile): readonly Page[] {
  const pages: Page[] = [];
  const seen = new Set<number>();
  const root = entry(catalogOf(file), 'Pages');
  const open: (Node | Counted)[] = [{ reference: root, parent: null }];
  let visited = 0;
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if ('count' in node) {
      checkCount(file, node, pages.length);
      continue;
    }
    const kids = visit(file, node, seen, pages);
    if (kids.length > 0 && isRef(node.reference)) {
      open.push({ number: node.reference.number, before: pages.length, count: countOf(file, node.reference) });
    }
    if (++visited + open.length + kids.length > file.limits.treeNodes) throw exceeded('treeNodes');
    for (const kid of kids.toReversed()) open.push(kid);
  }
  const count = countOf(file, root);
  if (count !== pages.length) broken(file, `/Count ${count}, but ${pages.length} pages`);
  checkFirstPage(file, pages);
  return pages;
}

/** Some viewers go to a page by the counts of the nodes, others by their kids. */
function checkCount(file: PdfFile, { number, before, count }: Counted, after: number): void {
  if (count !== after - before) broken(file, `object ${number}: /Count ${count}, but ${after - before} pages`);
}

/** Viewers that load a linearised file page by page begin with /O (ISO 32000-2, table F.1), whatever the tree says. */
function checkFirstPage(file: PdfFile, pages: readonly Page[]): void {
  if (file.linearisation === null) return;
  const first = entry(file.linearisation, 'P') ?? 0;
  const page = isCount(first) ? pages[first] : undefined;
  if (page?.number !== entry(file.linearisation, 'O')) broken(file, '/O of /Linearized is not its first page');
}

/** Adds a leaf to the pages, or gives the kids of an inner node. */
function visit(file: PdfFile, node: Node, seen: Set<number>, pages: Page[]): readonly Node[] {
  const { reference, parent } = node;
  const dict = file.objects.resolve(reference);
  if (!isRef(reference) || !isDict(dict)) return broken(file, 'a node that is no indirect dictionary');
  if (seen.has(reference.number)) return broken(file, `object ${reference.number} twice in the page tree`);
  seen.add(reference.number);
  if (!isSameReference(entry(dict, 'Parent'), parent)) broken(file, `object ${reference.number} names another parent`);
  for (const key of NEVER_NULL) {
    if (dict.entries.has(key) && file.objects.resolve(entry(dict, key)) === null) {
      broken(file, `object ${reference.number}: /${key} leads to nothing`);
    }
  }
  const type = nameOf(file.objects.resolve(entry(dict, 'Type')));
  if (type === 'Page') {
    if (dict.entries.has('Kids')) broken(file, `object ${reference.number} is a page with kids`);
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
