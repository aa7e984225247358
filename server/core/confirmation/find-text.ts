/** Finds a text of the data in what a reader gives of a page. Both are `readable` and `compact`. */

/** Read from right to left: page readers give such text in the order of the page, of the sentence, or of both. */
const RIGHT_TO_LEFT = /[\p{Script=Arabic}\p{Script=Hebrew}]/u;
/** What is in one order for every reader: digits, and letters of other scripts. */
const ORDERED = /(?:(?![\p{Script=Arabic}\p{Script=Hebrew}])\p{L})+|\p{N}+/gu;
const CLUSTER = /(\P{M})(\p{M}*)/gu;
const MARKS = /\p{M}+/gu;

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
  if (at >= 0) return { at, end: at + text.length };
  const pattern = drawnInParts(text);
  pattern.lastIndex = from;
  const match = pattern.exec(run);
  return match === null ? null : { at: match.index, end: match.index + match[0].length };
}

/**
 * A letter with marks may be drawn with several glyphs, and a glyph says the same wherever it stands: that of the letter
 * perhaps another mark too, and each of a mark some whole letter with that mark.
 */
function drawnInParts(text: string): RegExp {
  const pattern = text.replace(CLUSTER, (_, letter: string, marks: string) => {
    const plain = letter.replace(/[.*+?^${}()|[\]\\/]/, '\\$&');
    return `${plain}\\p{M}*${marks === '' ? '' : `(?:\\P{M}\\p{M}+){0,${marks.length}}?`}`;
  });
  return new RegExp(pattern, 'gu');
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
