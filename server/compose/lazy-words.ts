import type { Locale } from '#core/confirmation/country.ts';
import { loadWords } from '../i18n/load-words.ts';
import type { Words } from '../i18n/words.ts';

/** The texts of a folder, which are read when the first of them is asked for. */
export function lazyWords(folder: string): (locale: Locale) => Words {
  let words: ReturnType<typeof loadWords> | null = null;
  return (locale) => {
    words ??= loadWords(folder);
    return words[locale];
  };
}
