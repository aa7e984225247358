import { exceeded } from '../reader/limits.ts';
import type { PdfFile } from '../reader/open-pdf.ts';
import { readPages } from '../reader/page-tree.ts';
import { entry, isArray, isRef } from '../reader/values.ts';
import { readFormTree } from './form-tree.ts';
import { isVisible, rectangleOf } from './visibility.ts';

/** Where a widget that came after a signature can be seen. */
export type AddedWidget = {
  /** The revision that brought it. */
  readonly revision: number;
  /** Index of its page, counted from 0. */
  readonly page: number;
  /** Two opposite corners in the units of the page. */
  readonly rect: readonly [number, number, number, number];
};

/** Annotations of all pages, those of a shared list for each page: many times what forms have. */
const MOST_ANNOTATIONS = 200_000;

/** The visible widgets of the form that came after a revision, on the pages of the newest one. */
export function readAddedWidgets(file: PdfFile, since: number): readonly AddedWidget[] {
  const newest = file.revisions.length - 1;
  const { byNumber } = readFormTree(file, newest);
  const resolve = (value: Parameters<typeof file.objects.resolve>[0]) => file.objects.resolve(value, newest);
  let looked = 0;
  return readPages(file).flatMap(({ dict }, page) => {
    const annotations = resolve(entry(dict, 'Annots'));
    if (isArray(annotations)) looked += annotations.length;
    if (looked > MOST_ANNOTATIONS) throw exceeded('treeNodes');
    return (isArray(annotations) ? annotations : []).flatMap((reference): AddedWidget[] => {
      const node = isRef(reference) ? byNumber.get(reference.number) : undefined;
      if (node === undefined || file.objects.object(node.number, since) !== null) return [];
      const rect = isVisible(resolve, node.dict) ? rectangleOf(resolve, node.dict) : null;
      return rect === null ? [] : [{ revision: firstRevisionOf(file, node.number), page, rect }];
    });
  });
}

function firstRevisionOf(file: PdfFile, number: number): number {
  const found = file.revisions.findIndex(({ index }) => file.objects.object(number, index) !== null);
  return found === -1 ? file.revisions.length - 1 : found;
}
