import { exceeded } from '../reader/limits.ts';
import { catalogOf, type PdfFile } from '../reader/open-pdf.ts';
import { entry, isArray, isDict, isRef, type PdfValue } from '../reader/values.ts';

/** The object numbers of the page tree, inner nodes included, as of a revision. */
export function readPageNumbers(file: PdfFile, revision: number): ReadonlySet<number> {
  const numbers = new Set<number>();
  const open: PdfValue[] = [entry(catalogOf(file, revision), 'Pages')];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (!isRef(node) || numbers.has(node.number)) continue;
    numbers.add(node.number);
    if (numbers.size > file.limits.treeNodes) throw exceeded('treeNodes');
    const dict = file.objects.resolve(node, revision);
    const kids = isDict(dict) ? file.objects.resolve(entry(dict, 'Kids'), revision) : null;
    if (isArray(kids)) for (const kid of kids) open.push(kid);
  }
  return numbers;
}
