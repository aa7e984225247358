import { entry, isArray, numberOf, type PdfDict, type PdfValue } from '../reader/values.ts';

const HIDDEN = 2;

/** Whether a widget may show anything on screen or paper: it has an area and is not hidden (ISO 32000-2, 12.5.3). */
export function isVisible(resolve: (value: PdfValue) => PdfValue, widget: PdfDict): boolean {
  const rect = rectangleOf(resolve, widget);
  const flags = resolve(entry(widget, 'F'));
  if (typeof flags === 'number' && (flags & HIDDEN) !== 0) return false;
  if (rect === null) return entry(widget, 'Rect') !== null || entry(widget, 'AP') !== null;
  const [left, bottom, right, top] = rect;
  return left !== right && bottom !== top;
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
