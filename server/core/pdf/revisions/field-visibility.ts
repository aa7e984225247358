import { entry, isArray, isDict, isStream, numberOf, type PdfDict, type PdfValue } from '#core/pdf/syntax/values.ts';
import { EXEMPT } from './exempt.ts';
import { areAmong, type View } from './finding.ts';

const HIDDEN = 2;

/** Whether a widget may show something on screen or paper: it has an area, or none that can be read, and is not hidden. */
export function isVisible(view: Pick<View, 'after'>, widget: PdfDict): boolean {
  return !isHidden(view, widget) && mayHaveArea(view.after, widget);
}

/** Whether readers may mark a widget that waits for a signature: MuPDF does so without a rectangle, too. */
export function mayBeMarked(view: Pick<View, 'after'>, widget: PdfDict): boolean {
  if (widget.entries.has('Rect')) return isVisible(view, widget);
  return !isHidden(view, widget) && (widget.entries.has('Subtype') || widget.entries.has('AP'));
}

function isHidden({ after }: Pick<View, 'after'>, widget: PdfDict): boolean {
  return ((readFlags(after(entry(widget, 'F'))) ?? 0) & HIDDEN) !== 0;
}

/** Flags as every viewer reads them: 0 where there are none; null for what is no integer of 32 bits, which some pass over. */
export function readFlags(value: PdfValue): number | null {
  if (value === null) return 0;
  return typeof value === 'number' && (value | 0) === value ? value : null;
}

/** False only for what has no look and no rectangle at all, or a rectangle of four numbers without area. */
export function mayHaveArea(resolve: View['after'], widget: PdfDict): boolean {
  if (!widget.entries.has('Rect')) return widget.entries.has('AP');
  return !hasNoArea(resolve(entry(widget, 'Rect')));
}

/** Whether a value is a rectangle of four direct numbers without area (ISO 32000-2, 7.9.5). */
export function hasNoArea(rect: PdfValue): boolean {
  const numbers = isArray(rect) ? rect.map(numberOf) : [];
  if (numbers.length !== 4 || numbers.includes(null)) return false;
  return numbers[0] === numbers[2] || numbers[1] === numbers[3];
}

/** Whether an /AP (not resolved) has one look, a stream of nothing but white space without resources. */
export function isEmptyLook(
  { after, file, revision }: Pick<View, 'after' | 'file' | 'revision'>,
  ap: PdfValue,
): boolean {
  const looks = after(ap);
  if (!isDict(looks) || looks.entries.size !== 1) return false;
  const look = after(entry(looks, 'N'));
  if (!isStream(look) || !areAmong(look.dict.entries.keys(), EXEMPT.emptyLook)) return false;
  const resources = look.dict.entries.get('Resources');
  if (resources !== undefined && !(isDict(resources) && resources.entries.size === 0)) return false;
  return file.decode(look, revision).every((octet) => SPACE.has(octet));
}

const SPACE: ReadonlySet<number> = new Set([0, 9, 10, 12, 13, 32]);
