import { OPERATORS } from '../reader/content-operators.ts';
import { ContentTokens } from '../reader/content-tokens.ts';
import { exceeded } from '../reader/limits.ts';
import type { PdfFile } from '../reader/open-pdf.ts';
import { readPages } from '../reader/page-tree.ts';
import { PdfReadError } from '../reader/read-error.ts';
import { entry, isArray, isDict, isRef, isStream, type PdfStream, type PdfValue } from '../reader/values.ts';
import { type FormNode, readFormTree } from './form-tree.ts';
import { isVisible, rectangleOf } from './visibility.ts';

/** Where a widget can be seen that came after a signature, or got its look then. */
export type LaterLook = {
  /** The revision that brought it. */
  readonly revision: number;
  /** Index of its page, counted from 0. */
  readonly page: number;
  /** Two opposite corners in the units of the page. */
  readonly rect: readonly [number, number, number, number];
  /** The widget itself is new; otherwise it was there and got a look that paints more than letters. */
  readonly isNew: boolean;
};

/** Annotations of all pages, those of a shared list for each page: many times what forms have. */
const MOST_ANNOTATIONS = 200_000;

/** The visible widgets of the form that came, or got a look that can cover, after a revision; pages of the newest one. */
export function readLaterLooks(file: PdfFile, since: number): readonly LaterLook[] {
  const newest = file.revisions.length - 1;
  const { byNumber } = readFormTree(file, newest);
  const resolve = (value: PdfValue) => file.objects.resolve(value, newest);
  let looked = 0;
  return readPages(file).flatMap(({ dict }, page) => {
    const annotations = resolve(entry(dict, 'Annots'));
    if (isArray(annotations)) looked += annotations.length;
    if (looked > MOST_ANNOTATIONS) throw exceeded('treeNodes');
    return (isArray(annotations) ? annotations : []).flatMap((reference): LaterLook[] => {
      const node = isRef(reference) ? byNumber.get(reference.number) : undefined;
      const rect = node !== undefined && isVisible(resolve, node.dict) ? rectangleOf(resolve, node.dict) : null;
      if (node === undefined || rect === null) return [];
      const isNew = file.objects.object(node.number, since) === null;
      const revision = isNew ? firstRevisionOf(file, node.number) : revisionOfLook(file, node, since);
      return revision === null ? [] : [{ revision, page, rect, isNew }];
    });
  });
}

function firstRevisionOf(file: PdfFile, number: number): number {
  const found = file.revisions.findIndex(({ index }) => file.objects.object(number, index) !== null);
  return found === -1 ? file.revisions.length - 1 : found;
}

/** The last revision that gave a widget another look, if that can cover something; null where none did. */
function revisionOfLook(file: PdfFile, { number }: FormNode, since: number): number | null {
  for (let revision = file.revisions.length - 1; revision > since; revision--) {
    const [look, before] = [looksOf(file, number, revision), looksOf(file, number, revision - 1)];
    const isOther = look.length !== before.length || look.some(({ start }, index) => start !== before[index]?.start);
    if (isOther && look.some((stream) => paintsArea(file, stream))) return revision;
  }
  return null;
}

/** The streams of the normal appearance: one, or one for each state (ISO 32000-2, 12.5.5). */
function looksOf(file: PdfFile, number: number, revision: number): readonly PdfStream[] {
  const resolve = (value: PdfValue) => file.objects.resolve(value, revision);
  const widget = file.objects.object(number, revision)?.value ?? null;
  const looks = isDict(widget) ? resolve(entry(widget, 'AP')) : null;
  const normal = isDict(looks) ? resolve(entry(looks, 'N')) : null;
  const states = isDict(normal) ? [...normal.entries.values()].map(resolve) : [normal];
  return states.filter(isStream);
}

const PAINTING = new Set(['f', 'F', 'f*', 'b', 'b*', 'B', 'B*', 'S', 's', 'Do', 'sh']);

/** Whether a look paints more than letters, which hide nothing; one that cannot be read may. */
function paintsArea(file: PdfFile, stream: PdfStream): boolean {
  try {
    const tokens = new ContentTokens(file.decode(stream));
    for (let operator = tokens.next(); operator !== ''; operator = tokens.next()) {
      if (PAINTING.has(operator) || !OPERATORS.has(operator)) return true;
    }
    return false;
  } catch (fault) {
    if (fault instanceof PdfReadError) return true;
    throw fault;
  }
}
