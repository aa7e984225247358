import { OPERATORS } from '#core/pdf/syntax/content-operators.ts';
import { ContentTokens } from '#core/pdf/syntax/content-tokens.ts';
import {
  entry,
  isArray,
  isDict,
  isStream,
  numberOf,
  type PdfDict,
  type PdfStream,
  type PdfValue,
} from '#core/pdf/syntax/values.ts';
import { BLACK, COLOURS, type Colour, colourOf } from './plain-colours.ts';
import { ENCODING, falseIfUnread, mapsColours, sameBut, sameOperands } from './same-drawing.ts';
import type { View } from './view.ts';

/** What paints in colours that are not followed here, or over what is not. */
const UNFOLLOWED = new Set(['gs', 'sh', 'Do', 'cs', 'CS', 'sc', 'SC', 'scn', 'SCN', 'd0', 'd1']);
const SHOWING = new Set(['Tj', 'TJ', "'", '"']);
const FILLING = new Set(['f', 'F', 'f*', 'b', 'b*', 'B', 'B*']);
const STROKING = new Set(['S', 's', 'b', 'b*', 'B', 'B*']);
const BACKGROUND = new Set(['f', 'F', 'f*']);
/** What may stand before the background beside colours: nothing that places, clips or draws. */
const BEFORE_BACKGROUND = new Set(['q', 'Q', 'BMC', 'EMC', 're', 'w', 'J', 'j', 'M', 'd', 'i', 'ri']);
/** How far the background may keep from the sides of the box, of its width and height. */
const MARGIN = 0.1;
/** How far two colours must lie apart, of 1, to be told apart. */
const CONTRAST = 0.3;

type Inks = { readonly fill: Colour; readonly stroke: Colour };
/** One of two looks while it is drawn. */
type Drawing = { readonly tokens: ContentTokens; inks: Inks; readonly saved: Inks[]; background: Colour };
type Both = { readonly old: Drawing; readonly next: Drawing };
/** Left, bottom, right, top. */
type Box = readonly [number, number, number, number];

/**
 * Whether the new look of a field (/AP) is the old one on a background of another colour, in front of which the same can be
 * seen: viewers highlight fields that way. Any other look could show something else than the value that stayed.
 */
export function isRecoloured(view: View, before: PdfValue, after: PdfValue): boolean {
  const [old, next] = [view.before(before), view.after(after)];
  if (!isDict(old) || !isDict(next) || !sameBut(view, old, next, new Set(['N']))) return false;
  const [look, lookNow] = [view.before(old.entries.get('N') ?? null), view.after(next.entries.get('N') ?? null)];
  if (!isStream(look) || !isStream(lookNow) || !sameBut(view, look.dict, lookNow.dict, ENCODING)) return false;
  const box = boxOf(view, lookNow.dict);
  if (box === null || mapsColours(view.after, lookNow)) return false;
  return falseIfUnread(() =>
    sameDrawing({ old: drawingOf(view, look, 'before'), next: drawingOf(view, lookNow, 'after') }, box),
  );
}

function drawingOf({ file, revision }: View, stream: PdfStream, when: 'before' | 'after'): Drawing {
  const inks = { fill: BLACK, stroke: BLACK };
  return {
    tokens: new ContentTokens(file.decode(stream, when === 'before' ? revision - 1 : revision)),
    inks,
    saved: [],
    background: BLACK,
  };
}

function boxOf(view: View, dict: PdfDict): Box | null {
  const value = view.after(entry(dict, 'BBox'));
  const sides = isArray(value) ? value.map((side) => numberOf(view.after(side)) ?? Number.NaN) : [];
  const [a = Number.NaN, b = Number.NaN, c = Number.NaN, d = Number.NaN] = sides;
  const box: Box = [Math.min(a, c), Math.min(b, d), Math.max(a, c), Math.max(b, d)];
  return sides.length === 4 && box.every(Number.isFinite) ? box : null;
}

/** Up to the background colours may differ; after it nothing may, and the same must stand out from both backgrounds. */
function sameDrawing(both: Both, box: Box): boolean {
  if (!paintsBackground(both, box)) return false;
  const { old, next } = both;
  for (let operator = next.tokens.next(); ; operator = next.tokens.next()) {
    if (old.tokens.next() !== operator) return false;
    if (operator === '') return true;
    if (
      !OPERATORS.has(operator) ||
      UNFOLLOWED.has(operator) ||
      !sameOperands(operator, { old: old.tokens, next: next.tokens })
    )
      return false;
    followInks(operator, old);
    followInks(operator, next);
    if (!isSeenAlike(operator, both)) return false;
  }
}

/** The first thing that is painted is one rectangle over the whole box. */
function paintsBackground({ old, next }: Both, box: Box): boolean {
  let rectangles = 0;
  for (let operator = next.tokens.next(); ; operator = next.tokens.next()) {
    if (old.tokens.next() !== operator) return false;
    if (BACKGROUND.has(operator)) break;
    if (!COLOURS.has(operator) && !BEFORE_BACKGROUND.has(operator)) return false;
    if (!COLOURS.has(operator) && !sameOperands(operator, { old: old.tokens, next: next.tokens })) return false;
    if (operator === 're' && (++rectangles > 1 || !covers(next.tokens, box))) return false;
    followInks(operator, old);
    followInks(operator, next);
  }
  for (const drawing of [old, next]) drawing.background = drawing.inks.fill;
  return rectangles === 1;
}

function covers(tokens: ContentTokens, [left, bottom, right, top]: Box): boolean {
  if (tokens.count !== 4) return false;
  const parts = tokens.operands.slice(0, 4).map((part) => tokens.number(part));
  const [x = 0, y = 0, width = 0, height = 0] = parts;
  const [aside, above] = [MARGIN * (right - left), MARGIN * (top - bottom)];
  const reachesAcross = x <= left + aside && x + width >= right - aside;
  return reachesAcross && y <= bottom + above && y + height >= top - above;
}

function followInks(operator: string, drawing: Drawing): void {
  if (operator === 'q') drawing.saved.push(drawing.inks);
  if (operator === 'Q') drawing.inks = drawing.saved.pop() ?? drawing.inks;
  if (!COLOURS.has(operator)) return;
  const colour = colourOf(operator, drawing.tokens);
  const isFill = operator === operator.toLowerCase();
  drawing.inks = isFill ? { ...drawing.inks, fill: colour } : { ...drawing.inks, stroke: colour };
}

/** Letters are to be read on both backgrounds; what else is painted stands out from both, or from none. */
function isSeenAlike(operator: string, { old, next }: Both): boolean {
  if (operator === 'Tr') return next.tokens.number(next.tokens.operands[0]) === 0;
  if (SHOWING.has(operator)) return standsOut(old, 'fill') && standsOut(next, 'fill');
  if (FILLING.has(operator) && standsOut(old, 'fill') !== standsOut(next, 'fill')) return false;
  return !STROKING.has(operator) || standsOut(old, 'stroke') === standsOut(next, 'stroke');
}

function standsOut({ inks, background }: Drawing, ink: keyof Inks): boolean {
  return Math.max(...inks[ink].map((part, at) => Math.abs(part - (background[at] ?? 0)))) >= CONTRAST;
}
