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

/** The code of each name, in upper case; of a name of two countries the first one's. */
const CODE_OF_NAME: ReadonlyMap<string, string> = new Map(
  COUNTRIES.toReversed().flatMap(({ code, zh, en, ru }) =>
    [zh, en, ru].map((name) => [name.toUpperCase(), code] as const),
  ),
);

/** True for an ISO 3166-1 alpha-2 code in upper case. */
export function isCountryCode(text: string): boolean {
  return BY_CODE.has(text);
}

/**
 * The alpha-2 code of what was typed: that itself, or the alpha-3 code that customs' declarations have. Anything else comes back
 * as it was typed, in upper case: it is no code. Codes of digits are none either: customs' former list and ISO 3166-1 give the
 * same digits to different countries. Letters of other scripts are not taken for Latin ones: РУ would be Paraguay.
 */
export function countryCode(text: string): string {
  const typed = text.normalize('NFKC').trim().toUpperCase();
  return ALPHA_2_OF.get(typed) ?? typed;
}

/** The code that was perhaps meant by what is none: a name in one of our languages. None or one. */
export function likelyCountry(text: string): readonly string[] {
  const code = CODE_OF_NAME.get(text.trim().toUpperCase());
  return code === undefined ? [] : [code];
}

/** The name in that language; the code itself where there is no such country. */
export function countryName(code: string, locale: Locale): string {
  const row = BY_CODE.get(code);
  if (row === undefined) return code;
  return locale === 'zh-CN' ? row.zh : row[locale];
}
