import { OPERATORS } from '../reader/content-operators.ts';
import { ContentTokens } from '../reader/content-tokens.ts';
import { isDict, isStream, type PdfStream, type PdfValue } from '../reader/values.ts';
import { ENCODING, falseIfUnread, sameBut, sameOperands } from './same-drawing.ts';
import type { View } from './view.ts';

const FILL = new Map([
  ['g', 1],
  ['rg', 3],
  ['k', 4],
]);
const STROKE = new Set(['G', 'RG', 'K']);
const SHOWING = new Set(['Tj', 'TJ', "'", '"']);
const PAINTING = new Set(['f', 'F', 'f*', 'b', 'b*', 'B', 'B*']);
/** How far two colours must lie apart, of 1, for letters to be seen. */
const CONTRAST = 0.3;
const WHITE: Colour = [1, 1, 1];

type Colour = readonly [number, number, number];

/**
 * Whether the new look of a field (/AP) is the old one in other colours, in which its letters can still be seen: viewers
 * highlight fields that way. Any other look could show something else than the value that stayed.
 */
export function isRecoloured(view: View, before: PdfValue, after: PdfValue): boolean {
  const [old, next] = [view.before(before), view.after(after)];
  if (!isDict(old) || !isDict(next) || !sameBut(view, old, next, new Set(['N']))) return false;
  const [look, lookNow] = [view.before(old.entries.get('N') ?? null), view.after(next.entries.get('N') ?? null)];
  if (!isStream(look) || !isStream(lookNow) || !sameBut(view, look.dict, lookNow.dict, ENCODING)) return false;
  return falseIfUnread(() => sameDrawing(view, look, lookNow));
}

function sameDrawing({ file }: View, before: PdfStream, after: PdfStream): boolean {
  const [old, next] = [new ContentTokens(file.decode(before)), new ContentTokens(file.decode(after))];
  const paint: Paint = { fill: [0, 0, 0], saved: [], behind: [WHITE] };
  for (;;) {
    const operator = next.next();
    if (old.next() !== operator) return false;
    if (operator === '') return true;
    if (!OPERATORS.has(operator)) return false;
    const isColour = FILL.has(operator) || STROKE.has(operator);
    if (!isColour && !sameOperands(old, next)) return false;
    if (!isSeen(operator, next, paint)) return false;
  }
}

type Paint = { fill: Colour; readonly saved: Colour[]; behind: readonly Colour[] };

/** Follows the colours. What is painted lies behind the letters, and the first painting hides the white of the paper. */
function isSeen(operator: string, tokens: ContentTokens, paint: Paint): boolean {
  if (operator === 'q') paint.saved.push(paint.fill);
  if (operator === 'Q') paint.fill = paint.saved.pop() ?? paint.fill;
  if (FILL.has(operator)) paint.fill = colourOf(operator, tokens);
  if (PAINTING.has(operator)) paint.behind = paint.behind[0] === WHITE ? [paint.fill] : [...paint.behind, paint.fill];
  if (!SHOWING.has(operator)) return true;
  return paint.behind.every((colour) => distance(colour, paint.fill) >= CONTRAST);
}

function colourOf(operator: string, tokens: ContentTokens): Colour {
  const count = FILL.get(operator) ?? 0;
  const [a = 0, b = 0, c = 0, k = 0] = Array.from({ length: count }, (_, at) => tokens.number(tokens.operands[at]));
  if (count === 1) return [a, a, a];
  return count === 3 ? [a, b, c] : [(1 - a) * (1 - k), (1 - b) * (1 - k), (1 - c) * (1 - k)];
}

function distance(a: Colour, b: Colour): number {
  return Math.max(...a.map((part, at) => Math.abs(part - (b[at] ?? 0))));
}
