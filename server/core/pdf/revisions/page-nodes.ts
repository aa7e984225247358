import { exceeded } from '#core/pdf/syntax/limits.ts';
import type { PdfFile } from '#core/pdf/syntax/open-pdf.ts';
import { entry, isArray, isDict, isRef, nameOf, type PdfDict, type PdfValue } from '#core/pdf/syntax/values.ts';
import { noteHolders } from './holders.ts';

/** The page tree as of a revision. */
export type PageNodes = {
  /** Object numbers of its nodes, pages included. */
  readonly nodes: ReadonlySet<number>;
  /** Object numbers of the annotations of its pages. */
  readonly annotations: ReadonlySet<number>;
  readonly holders: ReadonlySet<number>;
};

/** Reads the page tree of a revision: only a node that is no page has kids (ISO 32000-2, 7.7.3). Throws `limit-exceeded`. */
export function readPageNodes(file: PdfFile, revision: number): PageNodes {
  const [nodes, annotations, holders] = [new Set<number>(), new Set<number>(), new Set<number>()];
  const resolve = (value: PdfValue) => {
    noteHolders(file, value, revision, holders);
    return file.objects.resolve(value, revision);
  };
  const trailer = file.revisions[revision]?.trailer;
  const catalog = trailer === undefined ? null : resolve(entry(trailer, 'Root'));
  const open: PdfValue[] = isDict(catalog) ? [entry(catalog, 'Pages')] : [];
  /** Thousands of pages may share one list. */
  const lists = new Set<PdfValue>();
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    const dict = resolve(node);
    if (!isRef(node) || nodes.has(node.number) || !isDict(dict)) continue;
    nodes.add(node.number);
    if (nodes.size + open.length > file.limits.treeNodes) throw exceeded('treeNodes');
    const list = resolve(entry(dict, isPage(resolve, dict) ? 'Annots' : 'Kids'));
    if (!isArray(list)) continue;
    if (!isPage(resolve, dict)) for (const kid of list) open.push(kid);
    else if (!lists.has(list)) for (const item of list) if (isRef(item)) annotations.add(item.number);
    lists.add(list);
  }
  return { nodes, annotations, holders };
}

/** Whether a dictionary of the page tree is a page. */
export function isPage(resolve: (value: PdfValue) => PdfValue, dict: PdfDict): boolean {
  return nameOf(resolve(entry(dict, 'Type'))) !== 'Pages';
}
