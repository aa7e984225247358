import type { ContentTokens } from '#core/pdf/syntax/content-tokens.ts';
import { malformed } from '#core/pdf/syntax/read-error.ts';

/** Red, green and blue in [0, 1]. */
export type Colour = readonly [number, number, number];

/** What everything is painted in until a colour is set (ISO 32000-2, table 51). */
export const BLACK: Colour = [0, 0, 0];

/** Operands of the operators that set a plain colour. */
export const COLOURS = new Map([
  ['g', 1],
  ['rg', 3],
  ['k', 4],
  ['G', 1],
  ['RG', 3],
  ['K', 4],
]);

/** As red, green and blue; viewers take what lies beyond 0 and 1 for these. Throws `file-malformed` for another count of parts. */
export function colourOf(operator: string, tokens: ContentTokens): Colour {
  const count = COLOURS.get(operator) ?? 0;
  if (tokens.count !== count) throw malformed('a colour of other parts than its operator says');
  const [a = 0, b = 0, c = 0, k = 0] = tokens.operands.slice(0, count).map((part) => clamped(tokens.number(part)));
  if (count === 1) return [a, a, a];
  return count === 3 ? [a, b, c] : [(1 - a) * (1 - k), (1 - b) * (1 - k), (1 - c) * (1 - k)];
}

function clamped(part: number): number {
  return Math.min(1, Math.max(0, part));
}
