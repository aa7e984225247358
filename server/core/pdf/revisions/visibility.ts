import { entry, isArray, isDict, isStream, numberOf, type PdfDict, type PdfValue } from '#core/pdf/syntax/values.ts';
import type { View } from './view.ts';

const HIDDEN = 2;

/** Whether a widget may show anything on screen or paper: it has an area and is not hidden (ISO 32000-2, 12.5.3). */
export function isVisible(resolve: (value: PdfValue) => PdfValue, widget: PdfDict): boolean {
  return ((readFlags(resolve(entry(widget, 'F'))) ?? 0) & HIDDEN) === 0 && hasArea(resolve, widget);
}

/** Whether it takes any room; a rectangle that is none may. */
export function hasArea(resolve: (value: PdfValue) => PdfValue, widget: PdfDict): boolean {
  const rect = rectangleOf(resolve, widget);
  if (rect === null) return entry(widget, 'Rect') !== null || entry(widget, 'AP') !== null;
  const [left, bottom, right, top] = rect;
  return left !== right && bottom !== top;
}

/** Flags as every viewer reads them: 0 where there are none; null for what is no integer of 32 bits, which some pass over. */
export function readFlags(value: PdfValue): number | null {
  if (value === null) return 0;
  return typeof value === 'number' && (value | 0) === value ? value : null;
}

/**
 * Whether a field shows nothing, hidden or not: it has no area, and no look but one that draws nothing, which PDF/A asks
 * for (ISO 19005-3, 6.3.3). It may have a name for assistive technology (/TU), as it has one anyway (/T).
 */
export function isBareField(view: Pick<View, 'after' | 'file' | 'revision'>, field: PdfDict): boolean {
  const [rect, look] = ['Rect', 'AP'].map((key) => view.after(entry(field, key)));
  const flat = rect === null ? look === null : hasNoArea(rectangleOf(view.after, field));
  const bare = ['MK', 'BS'].every((key) => entry(field, key) === null) && hasNoBorder(view.after, field);
  return flat && bare && isBlankLook(view, look ?? null);
}

function hasNoBorder(resolve: View['after'], field: PdfDict): boolean {
  const border = resolve(entry(field, 'Border'));
  return border === null || (isArray(border) && border.every((part) => numberOf(resolve(part)) === 0));
}

function hasNoArea(rect: ReturnType<typeof rectangleOf>): boolean {
  return rect !== null && (rect[0] === rect[2] || rect[1] === rect[3]);
}

const SPACE = /^[\0\t\n\f\r ]*$/;

function isBlankLook({ after, file, revision }: Pick<View, 'after' | 'file' | 'revision'>, look: PdfValue): boolean {
  if (look === null) return true;
  const drawn = isDict(look) ? after(entry(look, 'N')) : null;
  if (!isDict(look) || look.entries.size > 1 || drawn === null || !isStream(drawn)) return false;
  return SPACE.test(new TextDecoder('latin1').decode(file.decode(drawn, revision)));
}

/** The four numbers of /Rect; null for anything else. */
export function rectangleOf(
  resolve: (value: PdfValue) => PdfValue,
  annotation: PdfDict,
): readonly [number, number, number, number] | null {
  const value = resolve(entry(annotation, 'Rect'));
  const numbers = isArray(value) ? value.map((item) => numberOf(resolve(item))) : [];
  const [left, bottom, right, top] = numbers;
  if (numbers.length !== 4 || left == null || bottom == null || right == null || top == null) return null;
  return [left, bottom, right, top];
}
