/** Finds a text of the data in what a reader gives of a page. Both are `readable` and `compact`. */

/** Read from right to left: page readers give such text in the order of the page, of the sentence, or of both. */
const RIGHT_TO_LEFT = /[\p{Script=Arabic}\p{Script=Hebrew}]/u;
/** What is in one order for every reader: digits, and letters of other scripts. */
const ORDERED = /(?:(?![\p{Script=Arabic}\p{Script=Hebrew}])\p{L})+|\p{N}+/gu;
const CLUSTER = /(\P{M})(\p{M}*)/gu;
const MARKS = /\p{M}+/gu;
const LEADING_MARKS = /^\p{M}+/u;
const MARKS_HERE = /\p{M}*/uy;
const MARKED_HERE = /\P{M}\p{M}+/uy;

export function runsRightToLeft(text: string): boolean {
  return RIGHT_TO_LEFT.test(text);
}

/** Only letters, marks and digits: brackets of text from right to left may be mirrored, and stand anywhere. */
export function lettersOf(text: string): string {
  return text.replace(/[^\p{L}\p{M}\p{N}]+/gu, '');
}

export type Place = { readonly at: number; readonly end: number };

/** The first place of the text at or behind `from`; null when there is none. */
export function findText(run: string, text: string, from = 0): Place | null {
  const at = run.indexOf(text, from);
  return at >= 0 ? { at, end: at + text.length } : findDrawnInParts(run, text, from);
}

/** A letter, and how many glyphs besides its own may say its marks. */
type DrawnLetter = { readonly letter: string; readonly parts: number };

/**
 * A letter with marks may be drawn with several glyphs, and a glyph says the same wherever it stands: that of the letter
 * perhaps another mark too, and each of a mark some whole letter with that mark. What was found not to follow at a place
 * is not tried there again, so that the time grows with the length of both, whatever they repeat.
 */
function findDrawnInParts(run: string, text: string, from: number): Place | null {
  const lead = LEADING_MARKS.exec(text)?.[0] ?? '';
  const letters = Array.from(text.matchAll(CLUSTER), ([, letter = '', marks = '']) => ({
    letter,
    parts: marks.length,
  }));
  const first = lead + (letters[0]?.letter ?? '');
  const deadEnds = letters.map(() => new Set<number>());
  for (let at = run.indexOf(first, from); at >= 0; at = run.indexOf(first, at + 1)) {
    const end = endOfLetters(run, { letters, deadEnds }, at + lead.length);
    if (end !== null) return { at, end };
  }
  return null;
}

type Search = { readonly letters: readonly DrawnLetter[]; readonly deadEnds: readonly Set<number>[] };

/** Where the letters from `index` on end that begin at this place; with as few other glyphs as may be. */
function endOfLetters(run: string, search: Search, at: number, index = 0): number | null {
  const letter = search.letters[index];
  if (letter === undefined) return at;
  if (!run.startsWith(letter.letter, at) || search.deadEnds[index]?.has(at)) return null;
  let next: number | null = endOfMatch(MARKS_HERE, run, at + letter.letter.length);
  for (let parts = 0; next !== null && parts <= letter.parts; parts++) {
    const end = endOfLetters(run, search, next, index + 1);
    if (end !== null) return end;
    next = endOfMatch(MARKED_HERE, run, next);
  }
  search.deadEnds[index]?.add(at);
  return null;
}

function endOfMatch(sticky: RegExp, run: string, at: number): number | null {
  sticky.lastIndex = at;
  return sticky.test(run) ? sticky.lastIndex : null;
}

/**
 * The first place, at or behind `from`, where exactly the characters of a text stand together, in any order but for the
 * words and digits that run from left to right; null when there is none. Both texts are `lettersOf`.
 */
export function findScrambled(run: string, text: string, from = 0): Place | null {
  const wanted = text.replace(MARKS, '');
  const words = wanted.match(ORDERED) ?? [];
  const places = unmarkedPlaces(run, from);
  const owed = new Balance(wanted);
  for (const [last, end] of places.entries()) {
    owed.take(run.charAt(end));
    const first = last + 1 - wanted.length;
    if (first > 0) owed.give(run.charAt(places[first - 1] ?? 0));
    if (first < 0 || !owed.isEven()) continue;
    const at = places[first] ?? 0;
    const window = run.slice(at, end + 1).replace(MARKS, '');
    if (words.every((word) => window.includes(word))) return { at, end: end + 1 };
  }
  return null;
}

/** Where anything but a mark stands. */
function unmarkedPlaces(run: string, from: number): readonly number[] {
  const places: number[] = [];
  for (let at = from; at < run.length; at++) if (!/\p{M}/u.test(run.charAt(at))) places.push(at);
  return places;
}

/** How many of each UTF-16 unit are still owed, or were given too many. */
class Balance {
  readonly #owed = new Map<string, number>();
  #uneven = 0;

  constructor(text: string) {
    for (const unit of text.split('')) this.give(unit);
  }

  give(unit: string): void {
    this.#add(unit, 1);
  }

  take(unit: string): void {
    this.#add(unit, -1);
  }

  isEven(): boolean {
    return this.#uneven === 0;
  }

  #add(unit: string, by: number): void {
    const before = this.#owed.get(unit) ?? 0;
    if (before === 0) this.#uneven++;
    if (before + by === 0) this.#uneven--;
    this.#owed.set(unit, before + by);
  }
}
