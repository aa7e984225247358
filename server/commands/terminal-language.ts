import { LOCALES, type Locale } from '../i18n/words.ts';

/** What `--lang` asks for; a null locale where that is none of ours. */
export type WantedLanguage = { readonly locale: Locale | null };

/** The language that `--lang` names, also where the other arguments are not valid; null without it. */
export function wantedLanguage(args: readonly string[]): WantedLanguage | null {
  const at = args.findIndex((word) => word === '--lang' || word.startsWith('--lang='));
  const word = args[at];
  if (word === undefined) return null;
  const typed = word.includes('=') ? word.slice('--lang='.length) : (args[at + 1] ?? '');
  return { locale: localeNamed(typed) };
}

/** The language of the terminal: `--lang`, or the first that is set of the variables POSIX names; English for any other. */
export function languageOf(env: Readonly<Record<string, string | undefined>>, wanted: WantedLanguage | null): Locale {
  return wanted?.locale ?? localeNamed(env.LC_ALL || env.LC_MESSAGES || env.LANG || '') ?? 'en';
}

/** `ru`, `ru_RU.UTF-8`, `zh-CN`: the language decides. */
function localeNamed(text: string): Locale | null {
  const [language] = text.toLowerCase().split(/[_.@-]/);
  return LOCALES.find((locale) => locale.slice(0, 2) === language) ?? null;
}
