import { entry, isArray, isDict, nameOf, numberOf, type PdfDict, type PdfValue } from '#core/pdf/syntax/values.ts';
import type { View } from './view.ts';

/** Kinds that a viewer draws by itself as lines, highlights and icons. */
const MARKS = new Set([
  ...['Text', 'Highlight', 'Underline', 'Squiggly', 'StrikeOut', 'Popup', 'Link'],
  ...['Square', 'Circle', 'Line', 'Polygon', 'PolyLine', 'Ink'],
]);
const STAMPS = new Set(['Stamp']);
/** With any of these it could cover the page, or do something. */
const POWERS = ['AP', 'AA', 'IC', 'BE', 'Cap', 'Dest', 'PA', 'Kids', 'FT', 'RichMediaContent', 'OC', 'AF'];
/** Points: a wider line is a cover. */
const MOST_WIDTH = 3;
/** Shades in [0, 1]: lines as light as paper hide what is under them, and highlights as dark as ink do. */
const LIGHT = 0.85;
const DARK = 0.3;

/**
 * Whether an annotation is a mark that can hide nothing of the page: one without an appearance, a filling or a script of
 * its own. FreeText, Stamp, Redact and their like are never harmless: they were made to cover what was signed.
 */
export function isHarmlessMark(resolve: View['after'], value: PdfValue): boolean {
  const annotation = resolve(value);
  return isDict(annotation) && isInert(resolve, annotation) && isHarmlessAction(resolve, annotation);
}

/** Its lines are drawn so thin that they cover nothing (ISO 32000-2, 12.5.4); a style that cannot be read may be any. */
function isThin(resolve: View['after'], annotation: PdfDict): boolean {
  const style = resolve(entry(annotation, 'BS'));
  const border = resolve(entry(annotation, 'Border'));
  const widths = [isDict(style) ? entry(style, 'W') : style, isArray(border) ? (border[2] ?? 0) : border];
  return widths.every((width) => {
    const points = numberOf(resolve(width));
    return width === null || (points !== null && points >= 0 && points <= MOST_WIDTH);
  });
}

/** Its colour is neither that of paper nor, for a highlight, that of ink (ISO 32000-2, table 166: /C of 0, 1, 3 or 4 parts). */
function isSeeThrough(resolve: View['after'], annotation: PdfDict): boolean {
  const colour = resolve(entry(annotation, 'C'));
  if (colour === null || nameOf(resolve(entry(annotation, 'Subtype'))) === 'Text') return true;
  const parts = isArray(colour) ? colour.map((part) => numberOf(resolve(part))) : [null];
  if (parts.some((part) => part === null)) return false;
  const shades = shadesOf(parts as readonly number[]);
  const subtype = nameOf(resolve(entry(annotation, 'Subtype')));
  if (subtype === 'Highlight') return Math.max(...shades) >= DARK;
  return subtype === 'Link' || Math.min(...shades) <= LIGHT;
}

/** Gray, or red, green and blue, of a colour of any kind (ISO 32000-2, 8.6.4); none is see-through. */
function shadesOf(parts: readonly number[]): readonly number[] {
  const [c = 0, m = 0, y = 0, k = 0] = parts;
  if (parts.length === 4) return [c, m, y].map((ink) => (1 - ink) * (1 - k));
  return parts.length === 0 ? [0, 1] : parts;
}

/** A mark that can go, whatever a click on it did: nothing comes to light under it. */
export function isInert(resolve: View['after'], value: PdfValue): boolean {
  const annotation = resolve(value);
  if (!isDict(annotation) || !isBareAnnotation(resolve, annotation, MARKS)) return false;
  return isThin(resolve, annotation) && isSeeThrough(resolve, annotation);
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
