import type { Request } from 'express';
import type { Locale, Words } from '../../i18n/words.ts';

export type WordsByLocale = Readonly<Record<Locale, Words>>;

/** Languages of countries where Russian is read rather than English: of the CIS, and of Russia beside Russian. */
const RUSSIAN_READERS = ['ru', 'be', 'kk', 'ky', 'tg', 'uz', 'hy', 'az', 'tk', 'tt', 'ba', 'cv', 'os'];
const LOCALE_OF: ReadonlyMap<string, Locale> = new Map([
  ['zh', 'zh-CN'],
  ['en', 'en'],
  ...RUSSIAN_READERS.map((language) => [language, 'ru'] as const),
]);

/** The words that the client asks for with Accept-Language, the best loved first; English where it names none that leads to ours. */
export function requestWords(request: Request, words: WordsByLocale): Words {
  const languages = request.acceptsLanguages().map((tag) => tag.split('-')[0]?.toLowerCase() ?? '');
  const locale = languages.map((language) => LOCALE_OF.get(language)).find((known) => known !== undefined);
  return words[locale ?? 'en'];
}
