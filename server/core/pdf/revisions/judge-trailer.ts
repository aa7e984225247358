import {
  entry,
  isArray,
  isDict,
  isRef,
  isString,
  nameOf,
  type PdfDict,
  type PdfValue,
} from '#core/pdf/syntax/values.ts';
import { EXEMPT } from './exempt.ts';
import { CLEAN, change, differingKeys, type Finding, type View } from './finding.ts';
import { judgeInformation } from './judge-metadata.ts';

/** The trailer dictionary (ISO 32000-2, 7.5.5). */
export function judgeTrailer(view: View, before: PdfDict, after: PdfDict): readonly Finding[] {
  return differingKeys(view, before, after).flatMap((key) =>
    judgeEntry(view, key, entry(before, key), entry(after, key)),
  );
}

function judgeEntry(view: View, key: string, before: PdfValue, after: PdfValue): readonly Finding[] {
  if (EXEMPT.trailer.some((exempt) => exempt === key)) return CLEAN;
  if (key === 'Root') return judgeRoot(view, before, after);
  if (key === 'ID')
    return isFirstKept(view, before, after) ? CLEAN : change(view, 'document', 'always', 'file-identifier-changed');
  if (key === 'Info') return judgeInformation(view, view.before(before), view.after(after));
  // A hybrid part restates objects for readers that know no more than tables.
  if (key === 'XRefStm') return change(view, 'other', 'always', 'trailer-changed');
  return change(view, 'document', isWordOfTheWriter(view, key, before, after) ? 'always' : 'never', 'trailer-changed');
}

/** The catalog stays the same object: another one would be another document. */
function judgeRoot(view: View, before: PdfValue, after: PdfValue): readonly Finding[] {
  const isSame =
    isRef(before) && isRef(after) && before.number === after.number && before.generation === after.generation;
  return isSame ? CLEAN : change(view, 'document', 'never', 'root-repointed');
}

/** The first part of the file identifier stays; the second changes with each writing (ISO 32000-2, 14.4). */
function isFirstKept(view: View, before: PdfValue, after: PdfValue): boolean {
  const [old, next] = [view.before(before), view.after(after)];
  if (!isArray(old) || !isArray(next) || next.length !== 2) return false;
  const [first, firstNow, second] = [
    view.before(old[0] ?? null),
    view.after(next[0] ?? null),
    view.after(next[1] ?? null),
  ];
  return isString(first) && isString(firstNow) && isString(second) && view.comparer.same(first, firstNow);
}

/** A text under a key of some writer's own, which nothing reads, gets lost or comes back as it was. */
function isWordOfTheWriter(view: View, key: string, before: PdfValue, after: PdfValue): boolean {
  if (key === 'Encrypt') return false;
  if (before !== null) return after === null && isWord(view.before(before));
  const former = view.file.revisions.slice(0, view.revision).map(({ trailer }) => entry(trailer, key));
  return former.some((word) => isWord(word) && view.comparer.same(word, after));
}

function isWord(value: PdfValue): boolean {
  return value !== null && !isDict(value) && (isString(value) || nameOf(value) !== null);
}
