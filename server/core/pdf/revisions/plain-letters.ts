import { isTextFont } from '#core/pdf/document/text-font.ts';
import { ContentTokens } from '#core/pdf/syntax/content-tokens.ts';
import type { PdfFile } from '#core/pdf/syntax/open-pdf.ts';
import {
  entry,
  isArray,
  isDict,
  numberOf,
  type PdfDict,
  type PdfStream,
  type PdfValue,
} from '#core/pdf/syntax/values.ts';
import { BLACK, COLOURS, type Colour, colourOf } from './plain-colours.ts';
import { falseIfUnread, mapsColours } from './same-drawing.ts';

type Resolve = (value: PdfValue) => PdfValue;

/** What may stand in a look of plain letters beside those that are looked into: it places, clips or marks. */
const PLACING = new Set('re w J j M d i ri W W* n BT ET Td TD T* TL Tc Tw MP DP BMC BDC EMC G RG K'.split(' '));
const SHOWING = new Set(['Tj', 'TJ', "'", '"']);
/** The luminance, of 1, up to which an ink is dark. */
const DARKEST_LIGHT = 0.6;
/** How much wider than high letters may be made, or the other way round. */
const MOST_STRETCH = 2;

type Pen = {
  readonly tokens: ContentTokens;
  readonly fonts: PdfDict | null;
  readonly resolve: Resolve;
  /** Points: letters may be no higher than their field. */
  readonly most: number;
  fill: Colour;
  size: number;
  scale: number;
  readonly saved: (readonly [Colour, number])[];
  /** The ink of the letters so far. */
  ink: Colour | null;
};

/**
 * Whether a look is nothing but letters of a text font of the viewer's own, no higher than the field and all in one dark
 * ink. Those hide nothing and bring nothing into the place of what they lie over: any letter, scaled or in two inks, could.
 */
export function isPlainLetters(file: PdfFile, revision: number, look: PdfStream, rect: readonly number[]): boolean {
  const resolve = (value: PdfValue) => file.objects.resolve(value, revision);
  const most = heightOf(resolve, look, rect);
  const resources = resolve(entry(look.dict, 'Resources'));
  if (most === null || mapsColours(resolve, look)) return false;
  const fonts = isDict(resources) ? resolve(entry(resources, 'Font')) : null;
  return falseIfUnread(() => {
    const tokens = new ContentTokens(file.decode(look, revision));
    const pen: Pen = {
      ...{ tokens, resolve, most, fonts: isDict(fonts) ? fonts : null },
      ...{ fill: BLACK, size: 0, scale: 1, saved: [], ink: null },
    };
    for (let operator = tokens.next(); operator !== ''; operator = tokens.next())
      if (!isPlain(pen, operator)) return false;
    return true;
  });
}

/** The lesser side of the look's box; null where the box is stretched, turned by a matrix, or none. */
function heightOf(resolve: Resolve, look: PdfStream, rect: readonly number[]): number | null {
  const box = resolve(entry(look.dict, 'BBox'));
  const sides = isArray(box) ? box.map((side) => numberOf(resolve(side)) ?? Number.NaN) : [];
  if (sides.length !== 4 || entry(look.dict, 'Matrix') !== null) return null;
  const [width, height] = spans(sides);
  const [across, up] = spans(rect);
  const stretch = across / width / (up / height);
  return stretch <= MOST_STRETCH && stretch >= 1 / MOST_STRETCH ? Math.min(width, height) : null;
}

function spans([a = 0, b = 0, c = 0, d = 0]: readonly number[]): readonly [number, number] {
  return [Math.abs(c - a), Math.abs(d - b)];
}

function isPlain(pen: Pen, operator: string): boolean {
  const { tokens } = pen;
  if (SHOWING.has(operator)) return showsPlainly(pen);
  if (operator === 'BT') pen.scale = 1;
  if (PLACING.has(operator)) return true;
  if (operator === 'Tr') return tokens.count === 1 && tokens.number(tokens.operands[0]) === 0;
  if (operator === 'Tz') return isWithin(tokens.number(tokens.operands[0]) / 100);
  if (operator === 'Tf') return selectsTextFont(pen);
  if (operator === 'Tm' || operator === 'cm') return placesUpright(pen, operator);
  if (operator === 'q') pen.saved.push([pen.fill, pen.size]);
  else if (operator === 'Q') [pen.fill, pen.size] = pen.saved.pop() ?? [pen.fill, pen.size];
  else if (COLOURS.has(operator)) pen.fill = colourOf(operator, tokens);
  else return false;
  return true;
}

function showsPlainly(pen: Pen): boolean {
  const [red, green, blue] = pen.fill;
  const isDark = 0.3 * red + 0.59 * green + 0.11 * blue <= DARKEST_LIGHT;
  const isOne = pen.ink === null || String(pen.ink) === String(pen.fill);
  pen.ink = pen.fill;
  return isDark && isOne && pen.size * pen.scale <= pen.most;
}

function selectsTextFont(pen: Pen): boolean {
  const { tokens, fonts, resolve } = pen;
  const [name, size] = tokens.operands;
  pen.size = Math.abs(tokens.number(size));
  const font = fonts === null || typeof name !== 'string' ? null : entry(fonts, name.slice(1));
  return isTextFont(resolve, resolve(font));
}

/** A matrix that moves, and of /Tm one that scales both ways alike. */
function placesUpright(pen: Pen, operator: string): boolean {
  const { tokens } = pen;
  const [a = 0, b = 0, c = 0, d = 0] = tokens.operands.slice(0, tokens.count).map((part) => tokens.number(part));
  const [across, up] = [Math.hypot(a, b), Math.hypot(c, d)];
  if (tokens.count !== 6 || !isWithin(across / up)) return false;
  if (operator === 'Tm') pen.scale = Math.max(across, up);
  return operator === 'Tm' || (across <= 1 && up <= 1);
}

function isWithin(stretch: number): boolean {
  return stretch <= MOST_STRETCH && stretch >= 1 / MOST_STRETCH;
}
