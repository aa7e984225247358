import { exceeded } from '#core/pdf/syntax/limits.ts';
import { catalogOf, type PdfFile } from '#core/pdf/syntax/open-pdf.ts';
import { entry, isArray, isDict, isRef, type PdfValue } from '#core/pdf/syntax/values.ts';

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

/** The object numbers of the annotations of all pages as of a revision. */
export function readAnnotationNumbers(file: PdfFile, revision: number): ReadonlySet<number> {
  const numbers = new Set<number>();
  /** Thousands of pages may share one list. */
  const seen = new Set<PdfValue>();
  for (const page of readPageNumbers(file, revision)) {
    const dict = file.objects.object(page, revision)?.value ?? null;
    const annotations = isDict(dict) ? file.objects.resolve(entry(dict, 'Annots'), revision) : null;
    if (!isArray(annotations) || seen.has(annotations)) continue;
    seen.add(annotations);
    for (const annotation of annotations) if (isRef(annotation)) numbers.add(annotation.number);
  }
  return numbers;
}

/** The object numbers of the elements of the structure tree as of a revision (ISO 32000-2, 14.7.2). */
export function readElementNumbers(file: PdfFile, revision: number): ReadonlySet<number> {
  const numbers = new Set<number>();
  const root = file.objects.resolve(entry(catalogOf(file, revision), 'StructTreeRoot'), revision);
  const open: PdfValue[] = isDict(root) ? [entry(root, 'K')] : [];
  const seen = new Set<number>();
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (isRef(node) && seen.has(node.number)) continue;
    if (isRef(node)) seen.add(node.number);
    const value = file.objects.resolve(node, revision);
    if (isArray(value)) for (const item of value) open.push(item);
    if (!isDict(value) || !value.entries.has('S')) continue;
    if (isRef(node)) numbers.add(node.number);
    const kids = entry(value, 'K');
    if (isRef(kids) || isDict(kids) || isArray(kids)) open.push(kids);
  }
  return numbers;
}
