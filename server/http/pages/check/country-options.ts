import { COUNTRIES, countryName } from '#core/confirmation/country.ts';
import type { Words } from '../../../i18n/words.ts';
import { typedCountry } from './check-form.ts';

/** Where most used vehicles go: these stand first in the list. Data, edited by hand. */
const FREQUENT_DESTINATIONS = ['RU', 'KZ', 'UZ', 'AE', 'SA', 'JO', 'EG', 'KE', 'NG'];

type CountryOption = { readonly value: string; readonly text: string; readonly selected: boolean };

/**
 * The countries for a select: the frequent destinations, then all in the order of the language, the frequent ones once more
 * among them. `typed` is what was chosen or typed before; it is selected once.
 */
export function countryOptions(
  typed: string,
  words: Words,
): Readonly<Record<'frequent' | 'all', readonly CountryOption[]>> {
  const chosen = typedCountry(typed);
  const isFrequent = FREQUENT_DESTINATIONS.includes(chosen);
  const option = (isGroupOfChosen: boolean) => (code: string) => ({
    value: code,
    text: countryName(code, words.locale),
    selected: isGroupOfChosen && code === chosen,
  });
  const all = COUNTRIES.map(({ code }) => option(!isFrequent)(code));
  const collator = new Intl.Collator(words.locale);
  return {
    frequent: FREQUENT_DESTINATIONS.map(option(isFrequent)),
    all: all.sort((a, b) => collator.compare(a.text, b.text)),
  };
}
