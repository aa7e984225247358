import { latin1 } from '#core/pdf/syntax/characters.ts';
import { OPERATORS } from '#core/pdf/syntax/content-operators.ts';
import { ContentTokens } from '#core/pdf/syntax/content-tokens.ts';
import { PdfReadError } from '#core/pdf/syntax/read-error.ts';
import {
  entry,
  isDict,
  isStream,
  isString,
  type PdfDict,
  type PdfStream,
  type PdfValue,
} from '#core/pdf/syntax/values.ts';
import type { View } from './view.ts';

/** Keys that say how a stream is written. */
export const ENCODING: ReadonlySet<string> = new Set(['Length', 'Filter', 'DecodeParms']);

/** Operators that draw without resources: paths, clipping, plain colours, line styles and the graphics state. */
const WITHOUT_RESOURCES = new Set(
  'q Q cm w J j M d i m l c v y h re S s f F f* B B* b b* n W W* g G rg RG k K'.split(' '),
);

/**
 * Whether the new states of a check box or radio button (/AP) draw what those of the same names drew: some writers write
 * all of them again when one is chosen. Resources may be others where the drawing uses none.
 */
export function isRedrawn(view: View, before: PdfValue, after: PdfValue): boolean {
  const [old, next] = [view.before(before), view.after(after)];
  if (!isDict(old) || !isDict(next) || !sameBut(view, old, next, new Set(['N']))) return false;
  const [states, now] = [view.before(old.entries.get('N') ?? null), view.after(next.entries.get('N') ?? null)];
  if (!isDict(states) || !isDict(now) || states.entries.size !== now.entries.size) return false;
  return [...states.entries].every(([name, state]) => {
    const [look, lookNow] = [view.before(state), view.after(now.entries.get(name) ?? null)];
    return isStream(look) && isStream(lookNow) && isSameLook(view, look, lookNow);
  });
}

function isSameLook(view: View, before: PdfStream, after: PdfStream): boolean {
  const sameResources = sameBut(view, before.dict, after.dict, ENCODING);
  if (!sameResources && !sameBut(view, before.dict, after.dict, new Set([...ENCODING, 'Resources']))) return false;
  if (!sameResources && (mapsColours(view.before, before) || mapsColours(view.after, after))) return false;
  const admitted = sameResources ? OPERATORS : WITHOUT_RESOURCES;
  const { file, revision } = view;
  return falseIfUnread(() => sameOperators(file.decode(before, revision - 1), file.decode(after, revision), admitted));
}

/** Plain colours too may be others by the resources: /DefaultGray and its like (ISO 32000-2, 8.6.5.6). */
export function mapsColours(resolve: View['after'], { dict }: PdfStream): boolean {
  const resources = resolve(entry(dict, 'Resources'));
  return isDict(resources) && entry(resources, 'ColorSpace') !== null;
}

function sameOperators(before: Uint8Array, after: Uint8Array, admitted: ReadonlySet<string>) {
  const [old, next] = [new ContentTokens(before), new ContentTokens(after)];
  for (;;) {
    const operator = next.next();
    if (old.next() !== operator) return false;
    if (operator === '') return true;
    if (!admitted.has(operator) || !sameOperands(operator, { old, next })) return false;
  }
}

/** Words of /DA that every viewer takes for the same: names and operators; and numbers, which may be spelled otherwise. */
const WORD = /^\/?[\w+.,-]{1,127}$/;
const NUMBER = /^[+-]?(?:\d{1,9}(?:\.\d{0,16})?|\.\d{1,16})$/;

/**
 * Whether two default appearances (/DA) say the same, their numbers spelled in other ways. Viewers read them in ways of
 * their own, some by spaces alone: comments, strings and whatever else they could differ about is not known to be the same.
 */
export function isSameDefaultAppearance(before: PdfValue, after: PdfValue): boolean {
  if (!isString(before) || !isString(after)) return false;
  const [old, next] = [wordsOf(before.bytes), wordsOf(after.bytes)].map((words) => reordered(words) ?? words);
  if (old === undefined || next === undefined || old.length !== next.length) return false;
  return old.every((word, at) => isSameWord(word, next[at] ?? ''));
}

/** Font and colour: either may come first, since neither changes the other. */
const OPERANDS: ReadonlyMap<string, number> = new Map([
  ['Tf', 2],
  ['g', 1],
  ['rg', 3],
  ['k', 4],
]);

/** The words with the font before the colour; null unless they are one of the one, and at most one of the other. */
function reordered(words: readonly string[]): readonly string[] | null {
  const font: string[] = [];
  const colour: string[] = [];
  let operands: string[] = [];
  for (const word of words) {
    const count = OPERANDS.get(word);
    const part = word === 'Tf' ? font : colour;
    if (count === undefined) operands.push(word);
    else if (operands.length !== count || part.length > 0) return null;
    else {
      part.push(...operands, word);
      operands = [];
    }
  }
  return operands.length === 0 && font.length > 0 ? [...font, ...colour] : null;
}

function wordsOf(bytes: Uint8Array): readonly string[] {
  return latin1(bytes)
    .split(/[ \t\r\n]+/)
    .filter((word) => word !== '');
}

function isSameWord(before: string, after: string): boolean {
  if (NUMBER.test(before) && NUMBER.test(after)) return Number(before) === Number(after);
  return before === after && WORD.test(before);
}

/** Whether two dictionaries, of the revision before and of this one, have the same entries but for some keys. */
export function sameBut(view: View, before: PdfDict, after: PdfDict, left: ReadonlySet<string>): boolean {
  const keys = new Set([...before.entries.keys(), ...after.entries.keys()]);
  return [...keys].every(
    (key) => left.has(key) || view.same(before.entries.get(key) ?? null, after.entries.get(key) ?? null, key),
  );
}

/** Operators whose operand is an integer: some viewers pass over a real. */
const OF_INTEGERS = new Set(['Tr', 'J', 'j']);

type Readers = { readonly old: ContentTokens; readonly next: ContentTokens };

/** Whether the operands of an operator that two readers of content stand at are the same. Throws `file-malformed` for bad numbers. */
export function sameOperands(operator: string, { old, next }: Readers): boolean {
  if (old.count !== next.count) return false;
  if (OF_INTEGERS.has(operator) && old.isInteger(old.operands[0]) !== next.isInteger(next.operands[0])) return false;
  for (let at = 0; at < next.count; at++) {
    const [one, other] = [old.operands[at], next.operands[at]];
    if (typeof one === 'number' || typeof other === 'number') {
      if (typeof one !== typeof other || old.number(one) !== next.number(other)) return false;
    } else if (one instanceof Uint8Array && other instanceof Uint8Array) {
      if (one.length !== other.length || !one.every((byte, index) => byte === other[index])) return false;
    } else if (one !== other) return false;
  }
  return true;
}

/** What cannot be read is not known to be the same. */
export function falseIfUnread(test: () => boolean): boolean {
  try {
    return test();
  } catch (fault) {
    if (fault instanceof PdfReadError) return false;
    throw fault;
  }
}
