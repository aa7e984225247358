import type { Words } from '../../../i18n/words.ts';
import { type FileView, SHOWN, type Shown } from './file-view.ts';

/** What several files come to: one headline, how many are what, and the files with the worst first. */
export function overallView(files: readonly FileView[], vin: string | null, words: Words) {
  const count = (word: Shown) => files.filter(({ shown }) => shown === word).length;
  const counts = SHOWN.map((word) => ({ word, count: count(word) })).filter((entry) => entry.count > 0);
  const worst = counts[0]?.word ?? 'undecided';
  return {
    shown: worst,
    headline: headlineOf(worst, files, vin, words),
    counts,
    files: files.toSorted((a, b) => SHOWN.indexOf(a.shown) - SHOWN.indexOf(b.shown)),
  };
}

/** With a VIN, how many files cover it; beside that, what is wrong with others. */
function headlineOf(worst: Shown, files: readonly FileView[], vin: string | null, words: Words): string {
  const such = files.filter(({ shown }) => shown === worst).length;
  const overall = words.text(`pages.result.overall.${worst}`, { count: files.length, such });
  if (vin === null) return overall;
  const covering = files.filter(({ shown, vehicle }) => shown === 'valid' && vehicle === 'matched').length;
  const covers = words.text('pages.result.overall.covers', { covering, count: files.length, vin });
  if (worst === 'valid' || worst === 'other-vehicle') return covers;
  return words.text('pages.site.sentences', { first: covers, second: overall });
}
