import { afterSpaceAndComments, isEol, positionsOf, standsAt } from './characters.ts';

/**
 * What readers that rebuild a cross-reference table take for an object or a trailer. They look through the whole file, streams
 * and strings included, each with its own idea of a number and of what may stand between two of them; so this takes
 * whatever any of them takes.
 */

const NONE = 0;
const SPACE = 1;
const NUMERIC = 2;

/** White space of any of them: that of PDF, the vertical tabulator of C and the no-break space of regular expressions. */
const SPACES = [0, 9, 10, 11, 12, 13, 32, 0xa0];
const CLASSES = new Uint8Array(256);
for (const code of SPACES) CLASSES[code] = SPACE;
for (const char of '0123456789+-.') CLASSES[char.charCodeAt(0)] = NUMERIC;

const PERCENT = 0x25;

/** Where the backward search may be, each as a bit: comments are skipped and not skipped at the same time. */
const BEFORE_KEYWORD = 1;
const IN_COMMENT_BEFORE_KEYWORD = 2;
const IN_GENERATION = 4;
const BETWEEN = 8;
const IN_COMMENT_BETWEEN = 16;
const FOUND = 32;

/**
 * Positions of every `obj` behind two numbers, ascending, wherever it stands. The numbers may be reals or signs; white space and
 * comments may stand between. Linear: a search ends at the first byte that fits nowhere, so none goes over an earlier `obj`
 * but within the one line that it takes for a comment.
 */
export function objectKeywords(bytes: Uint8Array): readonly number[] {
  return positionsOf(bytes, 'obj').filter((at) => followsTwoNumbers(bytes, at));
}

function followsTwoNumbers(bytes: Uint8Array, keyword: number): boolean {
  let states = BEFORE_KEYWORD;
  for (let at = keyword - 1; at >= 0 && states !== 0; at--) {
    states = stepBack(states, bytes[at] as number);
    if ((states & FOUND) !== 0) return true;
  }
  return false;
}

function stepBack(states: number, byte: number): number {
  const kind = CLASSES[byte] as number;
  const eol = isEol(byte);
  let next = 0;
  if (!eol) next |= states & (IN_COMMENT_BEFORE_KEYWORD | IN_COMMENT_BETWEEN);
  if (byte === PERCENT) {
    if ((states & IN_COMMENT_BEFORE_KEYWORD) !== 0) next |= BEFORE_KEYWORD;
    if ((states & IN_COMMENT_BETWEEN) !== 0) next |= BETWEEN;
  }
  if (kind === NONE) return next;
  if ((states & BEFORE_KEYWORD) !== 0) {
    if (kind === NUMERIC) next |= IN_GENERATION;
    else next |= BEFORE_KEYWORD | (eol ? IN_COMMENT_BEFORE_KEYWORD : 0);
  }
  if ((states & IN_GENERATION) !== 0) {
    if (kind === NUMERIC) next |= IN_GENERATION;
    else next |= BETWEEN | (eol ? IN_COMMENT_BETWEEN : 0);
  }
  if ((states & BETWEEN) !== 0) {
    if (kind === NUMERIC) next |= FOUND;
    else next |= BETWEEN | (eol ? IN_COMMENT_BETWEEN : 0);
  }
  return next;
}

/**
 * Positions of every `trailer` that a dictionary follows, ascending.
 * @param spend is told of the bytes that were looked at behind each of them, and may throw: comments may be shared
 */
export function trailerKeywords(bytes: Uint8Array, spend: (bytes: number) => void): readonly number[] {
  return positionsOf(bytes, 'trailer').filter((at) => {
    const after = at + 'trailer'.length;
    const next = afterSpaceAndComments(bytes, after);
    spend(next - after);
    return standsAt(bytes, next, '<<');
  });
}
