import { ALLOWED, type Rule } from '#core/pdf/revisions/difference.ts';
import { sameBytes } from '#core/pdf/revisions/same-value.ts';
import { splitEntries } from '#core/pdf/revisions/split-entries.ts';
import { bothDicts } from '#core/pdf/revisions/view.ts';
import { entry, isArray, isDict, isRef, isString, nameOf, type PdfValue } from '#core/pdf/syntax/values.ts';

const HOW_IT_IS_WRITTEN = ['Size', 'Prev', 'XRefStm', 'Type', 'W', 'Index', 'Filter', 'DecodeParms', 'Length'];
const PLACES = {
  ...Object.fromEntries(HOW_IT_IS_WRITTEN.map((key) => [key, null])),
  Root: 'root',
  Info: 'information',
  ID: 'file-id',
} as const;

/** The trailer says where the document begins; how the section is written is no part of the document (ISO 32000-2, 7.5.5). */
export const trailerRule: Rule = (difference, view) => {
  const dicts = difference.place === 'trailer' ? bothDicts(view, difference) : null;
  return dicts === null ? null : splitEntries('', dicts, PLACES, 'trailer-entry');
};

/**
 * Words of some writer's own in the trailer, such as the /DocChecksum of LibreOffice: nothing reads them. They get lost
 * (PDFBox) and come back as they were (pyHanko).
 */
export const trailerEntryRule: Rule = ({ place, before, after, path }, view) => {
  if (place !== 'trailer-entry' || path === '/Encrypt' || view.permissions.profile === 'sealed') return null;
  const [old, next] = [view.before(before), view.after(after)];
  if (old !== null) return next === null && isWord(old) ? ALLOWED : null;
  const former = view.file.revisions.slice(0, view.revision).map(({ trailer }) => entry(trailer, path.slice(1)));
  return former.some((word) => isWord(word) && isSameWord(word, next)) ? ALLOWED : null;
};

function isWord(value: PdfValue): boolean {
  return value !== null && (isString(value) || nameOf(value) !== null);
}

function isSameWord(one: PdfValue, other: PdfValue): boolean {
  if (one !== null && isString(one)) return other !== null && isString(other) && sameBytes(one.bytes, other.bytes);
  return nameOf(one) === nameOf(other);
}

/** The first part of the file identifier stays; the second changes with each writing (ISO 32000-2, 14.4). */
export const fileIdentifierRule: Rule = ({ place, before, after }, view) => {
  if (place !== 'file-id') return null;
  const old = view.before(before);
  const next = view.after(after);
  if (!isArray(next) || next.length !== 2 || !next.every((part) => isString(view.after(part)))) return null;
  if (old === null) return ALLOWED;
  const [first, firstNow] = [isArray(old) ? view.before(old[0] ?? null) : null, view.after(next[0] ?? null)];
  const kept = first !== null && firstNow !== null && isString(first) && isString(firstNow);
  return kept && sameBytes(first.bytes, firstNow.bytes) ? ALLOWED : null;
};

/** The catalog stays the same object: another one would be another document. */
export const rootRule: Rule = ({ place, before, after, path }, view) => {
  if (place !== 'root' || !isRef(before) || !isRef(after)) return null;
  if (before.number !== after.number || before.generation !== after.generation) return null;
  const [old, next] = [view.before(before), view.after(after)];
  const isCatalog = isDict(old) && isDict(next) && entry(next, 'Pages') !== null;
  return isCatalog ? { kind: 'split', differences: [{ place: 'catalog', path, before, after }] } : null;
};
