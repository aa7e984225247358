/** Finds rows of a printed table: cells whose texts follow one another, with little between them. */
import { findScrambled, findText, lettersOf, runsRightToLeft } from './find-text.ts';
import { compact, readable } from './text-form.ts';

/** Characters that may stand between two facts of a row, white space not counted: a dash, a comma, "not needed" in two languages. */
const MAX_BETWEEN = 24;
/** Characters in which a row of an outlet must be over: no text of the data is longer than 500. */
const LONGEST_ROW = 16_384;

/** A text of the data in the form of a run: `readable` and `compact`. */
export function printed(text: string): string {
  return compact(readable(text));
}

/**
 * Where the row begins whose first cell says that, and what is behind this cell; null for none. A text that runs from right to
 * left is found wherever it stands. `run` is `readable` and `compact`.
 */
export function findRow(first: string, run: string, from: number) {
  const head = printed(first);
  if (!runsRightToLeft(head)) {
    const place = findText(run, head, from);
    return place === null ? null : { end: place.end, behind: run.slice(place.end, place.end + LONGEST_ROW) };
  }
  const letters = lettersOf(run.slice(from));
  const place = findScrambled(letters, lettersOf(head));
  return place === null ? null : { end: from, behind: letters.slice(place.end, place.end + LONGEST_ROW) };
}

/**
 * The first of these texts of the data, cell by cell, that is out of place in the text behind the row's beginning; -1 where all
 * stand in the row: what comes behind the table is out of reach.
 */
export function firstOutOfRow(cells: readonly string[], behind: string): number {
  const texts = cells.map(printed);
  const run = compact(behind).slice(0, 2 * texts.reduce((length, text) => length + text.length + MAX_BETWEEN, 0));
  return texts.some(runsRightToLeft)
    ? firstOutOfPlace(texts.map(lettersOf), lettersOf(run))
    : firstOutOfPlace(texts, run);
}

/** `texts`: in the form of the run. */
function firstOutOfPlace(texts: readonly string[], run: string): number {
  let from = 0;
  for (const [index, text] of texts.entries()) {
    const place = runsRightToLeft(text) ? findScrambled(run, text, from) : findText(run, text, from);
    if (place === null || place.at - from > MAX_BETWEEN) return index;
    from = place.end;
  }
  return -1;
}
