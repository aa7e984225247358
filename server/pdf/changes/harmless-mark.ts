import { entry, isDict, nameOf, type PdfDict, type PdfValue } from '../reader/values.ts';
import type { View } from './view.ts';

/** Kinds that a viewer draws by itself as lines, highlights and icons. */
const MARKS = new Set([
  ...['Text', 'Highlight', 'Underline', 'Squiggly', 'StrikeOut', 'Popup', 'Link'],
  ...['Square', 'Circle', 'Line', 'Polygon', 'PolyLine', 'Ink'],
]);
const STAMPS = new Set(['Stamp']);
/** With any of these it could cover the page, or do something. */
const POWERS = ['AP', 'AA', 'IC', 'BE', 'Dest', 'PA', 'Kids', 'FT', 'RichMediaContent', 'OC'];

/**
 * Whether an annotation is a mark that can hide nothing of the page: one without an appearance, a filling or a script of
 * its own. FreeText, Stamp, Redact and their like are never harmless: they were made to cover what was signed.
 */
export function isHarmlessMark(resolve: View['after'], value: PdfValue): boolean {
  const annotation = resolve(value);
  return isDict(annotation) && isBareAnnotation(resolve, annotation, MARKS) && isHarmlessAction(resolve, annotation);
}

/** A mark that can go, whatever a click on it did: nothing comes to light under it. */
export function isInert(resolve: View['after'], value: PdfValue): boolean {
  return isBareAnnotation(resolve, value, MARKS);
}

/** A stamp without a look of its own may be edited or removed where DocMDP 3 says so; a new one could cover the page. */
export function isBareStamp(resolve: View['after'], value: PdfValue): boolean {
  const annotation = resolve(value);
  return isDict(annotation) && entry(annotation, 'A') === null && isBareAnnotation(resolve, annotation, STAMPS);
}

function isBareAnnotation(resolve: View['after'], value: PdfValue, kinds: ReadonlySet<string>): boolean {
  const annotation = resolve(value);
  if (!isDict(annotation)) return false;
  if (!kinds.has(nameOf(resolve(entry(annotation, 'Subtype'))) ?? '')) return false;
  return POWERS.every((key) => entry(annotation, key) === null);
}

/** No action but a link to the web, without another after it. */
function isHarmlessAction(resolve: View['after'], annotation: PdfDict): boolean {
  const action = resolve(entry(annotation, 'A'));
  if (action === null) return true;
  return isDict(action) && nameOf(resolve(entry(action, 'S'))) === 'URI' && entry(action, 'Next') === null;
}
