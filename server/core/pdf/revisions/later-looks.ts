import { overlaps, upright } from '#core/pdf/document/overlap.ts';
import { readPages } from '#core/pdf/document/page-tree.ts';
import { exceeded } from '#core/pdf/syntax/limits.ts';
import type { PdfFile } from '#core/pdf/syntax/open-pdf.ts';
import {
  entry,
  isArray,
  isDict,
  isRef,
  isString,
  nameOf,
  type PdfDict,
  type PdfStream,
  type PdfValue,
} from '#core/pdf/syntax/values.ts';
import { type FormNode, readFormTree } from './form-tree.ts';
import { isPlainLetters } from './plain-letters.ts';
import { paints, says, shownLook } from './shown-look.ts';
import { isVisible, rectangleOf } from './visibility.ts';

/** Where a widget can be seen that came after a signature, or got another look then. */
export type LaterLook = {
  /** The revision that brought it. */
  readonly revision: number;
  /** Index of its page, counted from 0. */
  readonly page: number;
  /** Two opposite corners in the units of the page. */
  readonly rect: Rect;
  /** The widget itself is new; otherwise it was there, and its look became one that can cover, or is no more. */
  readonly isNew: boolean;
  /**
   * It lies over another annotation of the page that was there before and shows something. Looks of signatures do not
   * count: many signers sign in the same place, and no look of theirs proves anything.
   */
  readonly coversAnnotation: boolean;
};

type Rect = readonly [number, number, number, number];
type Found = Omit<LaterLook, 'page' | 'coversAnnotation'> & { readonly number: number };
/** An annotation with an area, as of the newest revision. */
type Placed = { readonly number: number; readonly rect: Rect; readonly dict: PdfDict };

/** Annotations of all pages, those of a shared list for each page: many times what forms have. */
const MOST_ANNOTATIONS = 200_000;
const MOST_PAIRS = 20_000_000;

/** The visible widgets of the form that came, or got another look, after a revision; pages of the newest one. */
export function readLaterLooks(file: PdfFile, since: number): readonly LaterLook[] {
  const newest = file.revisions.length - 1;
  const { byNumber } = readFormTree(file, newest);
  const resolve = (value: PdfValue) => file.objects.resolve(value, newest);
  let [looked, pairs] = [0, 0];
  return readPages(file).flatMap(({ dict }, page) => {
    const list = resolve(entry(dict, 'Annots'));
    const annotations = isArray(list) ? list : [];
    looked += annotations.length;
    if (looked > MOST_ANNOTATIONS) throw exceeded('treeNodes');
    const placed = annotations.flatMap((reference) => placedAt(resolve, reference));
    const looks = placed.flatMap((one) => laterLook(file, byNumber.get(one.number), one, since));
    const others = placed.filter(({ number }) => byNumber.get(number)?.type !== 'Sig');
    pairs += others.length * looks.length;
    if (pairs > MOST_PAIRS) throw exceeded('treeNodes');
    return looks.map((look) => ({ ...look, page, coversAnnotation: others.some((one) => covers(file, look, one)) }));
  });
}

function placedAt(resolve: (value: PdfValue) => PdfValue, reference: PdfValue): readonly Placed[] {
  const dict = resolve(reference);
  const rect = isDict(dict) && isVisible(resolve, dict) ? rectangleOf(resolve, dict) : null;
  return isRef(reference) && isDict(dict) && rect !== null ? [{ number: reference.number, rect, dict }] : [];
}

function laterLook(
  file: PdfFile,
  node: FormNode | undefined,
  { number, rect }: Placed,
  since: number,
): readonly Found[] {
  if (node === undefined) return [];
  const isNew = file.objects.object(number, since) === null;
  const revision = isNew ? firstRevisionOf(file, number) : revisionOfLook(file, { number, rect }, since);
  return revision === null ? [] : [{ number, revision, rect, isNew }];
}

function firstRevisionOf(file: PdfFile, number: number): number {
  const found = file.revisions.findIndex(({ index }) => file.objects.object(number, index) !== null);
  return found === -1 ? file.revisions.length - 1 : found;
}

/** The last revision in which a widget changed its look, if the one or the other can cover something; null where none did. */
function revisionOfLook(
  file: PdfFile,
  { number, rect }: Pick<Placed, 'number' | 'rect'>,
  since: number,
): number | null {
  for (let revision = file.revisions.length - 1; revision > since; revision--) {
    const [look, before] = [shownLook(file, number, revision), shownLook(file, number, revision - 1)];
    if (look.key === before.key) continue;
    const isCover = (index: number) => (stream: PdfStream) =>
      paints(file, stream, index) && !isPlainLetters(file, index, stream, rect);
    // What was there before may have been the cover: then something comes to light.
    if (look.streams.some(isCover(revision)) || before.streams.some(isCover(revision - 1))) return revision;
  }
  return null;
}

/** Whether a look lies over an annotation that was there before: for one that was there itself, only letters count. */
function covers(file: PdfFile, { number, rect, revision, isNew }: Found, other: Placed): boolean {
  if (other.number === number || !overlaps(rect, upright(other.rect))) return false;
  if (file.objects.object(other.number, revision - 1) === null) return false;
  const { streams } = shownLook(file, other.number, revision - 1);
  if (streams.length === 0) return isDrawnByViewers(file, other.dict);
  return streams.some((stream) => (isNew ? paints : says)(file, stream, revision - 1));
}

/** Without a look of its own it still shows a text: its value, or what it says (ISO 32000-2, 12.5.6.6). */
function isDrawnByViewers(file: PdfFile, annotation: PdfDict): boolean {
  const value = file.objects.resolve(entry(annotation, 'V'));
  const isText = nameOf(file.objects.resolve(entry(annotation, 'Subtype'))) === 'FreeText';
  return isText || (isString(value) && value.bytes.length > 0);
}
