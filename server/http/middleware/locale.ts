import type { Request } from 'express';
import type { Locale, Words } from '../../i18n/words.ts';

export type WordsByLocale = Readonly<Record<Locale, Words>>;

/** The words that the client asks for with Accept-Language; English where it names none of ours. */
export function requestWords(request: Request, words: WordsByLocale): Words {
  const best = request.acceptsLanguages('en', 'zh-CN', 'zh', 'ru');
  if (best === 'zh' || best === 'zh-CN') return words['zh-CN'];
  return best === 'ru' ? words.ru : words.en;
}
