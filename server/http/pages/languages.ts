import type { Locale } from '../../i18n/words.ts';

/** The languages as the addresses and the language switch name them. */
export const LANGUAGES = [
  { segment: 'zh', locale: 'zh-CN', name: '简体中文' },
  { segment: 'en', locale: 'en', name: 'English' },
  { segment: 'ru', locale: 'ru', name: 'Русский' },
] as const satisfies readonly { segment: string; locale: Locale; name: string }[];

/** The first part of a page's address. */
export type LanguageSegment = (typeof LANGUAGES)[number]['segment'];

/** The address part of a locale: `zh` for `zh-CN`. */
export function segmentOf(locale: Locale): LanguageSegment {
  return locale === 'zh-CN' ? 'zh' : locale;
}
