import { ALPHA_2_OF } from './country-alpha-3.ts';
import { COUNTRY_NAMES } from './country-names.ts';

/** The languages of pages and documents. */
export type Locale = 'zh-CN' | 'en' | 'ru';

type CountryRow = { readonly code: string; readonly zh: string; readonly en: string; readonly ru: string };

const BY_CODE: ReadonlyMap<string, CountryRow> = new Map(
  COUNTRY_NAMES.map(([code, zh, en, ru]) => [code, { code, zh, en, ru }]),
);

/** Every country and territory of ISO 3166-1, by code. */
export const COUNTRIES: readonly CountryRow[] = [...BY_CODE.values()];

/** True for an ISO 3166-1 alpha-2 code in upper case. */
export function isCountryCode(text: string): boolean {
  return BY_CODE.has(text);
}

/** The code that was perhaps meant by what is none: an alpha-3 code, or a name in one of our languages. None or one. */
export function likelyCountry(text: string): readonly string[] {
  const typed = text.trim().toUpperCase();
  const byCode = ALPHA_2_OF.get(typed);
  if (byCode !== undefined) return [byCode];
  const named = COUNTRIES.find(({ zh, en, ru }) => [zh, en, ru].some((name) => name.toUpperCase() === typed));
  return named === undefined ? [] : [named.code];
}

/** The name in that language; the code itself where there is no such country. */
export function countryName(code: string, locale: Locale): string {
  const row = BY_CODE.get(code);
  if (row === undefined) return code;
  return locale === 'zh-CN' ? row.zh : row[locale];
}
