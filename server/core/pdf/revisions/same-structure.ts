import { entry, isArray, isDict, isRef, type PdfArray, type PdfDict, type PdfValue } from '#core/pdf/syntax/values.ts';
import type { View } from './finding.ts';

/** Elements within each other, and values that are compared in one revision: beyond that nothing is the same. */
const MAX_DEPTH = 100;
const MAX_STEPS = 200_000;

/** Where an element stands is told by who has it as its kid; rows of trees are looked up and not read out. */
const PLACES = ['P', 'ParentTree', 'ParentTreeNextKey', 'IDTree'];
/** What an element is about: another object would be something else. */
const SUBJECTS = ['Pg', 'Obj', 'Stm', 'StmOwn'];

/**
 * Whether a part of the structure tree (ISO 32000-2, 14.7) says all that it said before: the same kinds, words and
 * attributes of the same content, in the same order, though other objects hold it, and more may stand between. Programs that
 * tag what they add write the tree anew.
 */
export function saysTheSame(view: View, before: PdfValue, after: PdfValue, depth = 0): boolean {
  if (++view.structure.steps > MAX_STEPS || depth > MAX_DEPTH) return false;
  if (view.comparer.same(before, after)) return true;
  if (!isRef(before) || !isRef(after)) return isSameValue(view, before, after, depth);
  const key = `${before.number} ${after.number}`;
  const known = view.structure.known.get(key);
  if (known !== undefined) return known;
  view.structure.known.set(key, false);
  const answer = isSameValue(view, before, after, depth);
  view.structure.known.set(key, answer);
  return answer;
}

function isSameValue(view: View, before: PdfValue, after: PdfValue, depth: number): boolean {
  const [old, next] = [view.before(before), view.after(after)];
  if (isArray(old) && isArray(next)) {
    return old.length === next.length && old.every((item, at) => saysTheSame(view, item, next[at] ?? null, depth + 1));
  }
  if (isDict(old) && isDict(next)) return isSameElement(view, old, next, depth);
  return view.comparer.same(old, next);
}

function isSameElement(view: View, before: PdfDict, after: PdfDict, depth: number): boolean {
  const keys = [...before.entries.keys(), ...after.entries.keys()].filter((key) => !PLACES.includes(key));
  return keys.every((key) => {
    if (key === 'K') return holdsAll(view, kidsOf(view.before, before), kidsOf(view.after, after), depth + 1);
    const [old, next] = [entry(before, key), entry(after, key)];
    return SUBJECTS.includes(key) ? view.comparer.same(old, next) : saysTheSame(view, old, next, depth + 1);
  });
}

/** The kids of an element or of the root: one may stand without a list. */
export function kidsOf(resolve: View['after'], dict: PdfDict): PdfArray {
  const kids = resolve(entry(dict, 'K'));
  if (kids === null) return [];
  return isArray(kids) ? kids : [entry(dict, 'K')];
}

/** Whether all of a list is said in another one, in its order. */
export function holdsAll(view: View, before: PdfArray, after: PdfArray, depth = 0): boolean {
  let at = 0;
  for (const item of after) if (at < before.length && saysTheSame(view, before[at] ?? null, item, depth)) at++;
  return at === before.length;
}
