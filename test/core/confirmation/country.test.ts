import { expect, test } from '@jest/globals';
import { COUNTRIES, countryCode, countryName, isCountryCode, likelyCountry } from '#core/confirmation/country.ts';
import { ALPHA_2_OF } from '#core/confirmation/country-alpha-3.ts';

test('there are 249 entries, in order, each with three names', () => {
  const codes = COUNTRIES.map(({ code }) => code);
  expect(new Set(codes).size).toBe(249);
  expect(codes).toEqual([...codes].sort());
  for (const row of COUNTRIES) {
    expect(row.code).toMatch(/^[A-Z]{2}$/);
    expect(row.zh).toMatch(/^\p{Script=Han}/u);
    expect(row.en).toMatch(/^\p{Script=Latin}/u);
    expect(row.ru).toMatch(/^\p{Script=Cyrillic}/u);
  }
  for (const locale of ['zh', 'en', 'ru'] as const) expect(new Set(COUNTRIES.map((row) => row[locale])).size).toBe(249);
});

test('names by language; a code that is none names itself', () => {
  expect(countryName('KZ', 'zh-CN')).toBe('哈萨克斯坦');
  expect(countryName('KZ', 'en')).toBe('Kazakhstan');
  expect(countryName('KZ', 'ru')).toBe('Казахстан');
  expect(countryName('QQ', 'en')).toBe('QQ');
});

test.each(['AE', 'CD', 'RU', 'UZ', 'JO'])('%s is a country', (code) => expect(isCountryCode(code)).toBe(true));
test.each(['', 'kz', 'KAZ', 'XX', 'EU', 'UK', 'XK', 'toString'])('%s is none', (code) =>
  expect(isCountryCode(code)).toBe(false),
);

test.each([
  ['kz', 'KZ'],
  [' KAZ ', 'KZ'],
  ['ＫＡＺ', 'KZ'],
  ['rus', 'RU'],
  ['TWN', 'TW'],
])('%j is the code %s', (typed, code) => expect(countryCode(typed)).toBe(code));

// 344 is Russia in customs' former list and Hong Kong in ISO 3166-1; РУ in Latin letters would be Paraguay.
test.each(['344', '145', '398', 'РУ', 'КЗ', 'XX', 'XXX', 'Kazakhstan', ''])('%j is no code', (typed) => {
  expect(isCountryCode(countryCode(typed))).toBe(false);
});

test('every country has an alpha-3 code', () => {
  const codes = new Set(COUNTRIES.map(({ code }) => code));
  expect(new Set([...ALPHA_2_OF.values()])).toEqual(codes);
});

test('a name is asked back by its code', () => {
  for (const name of ['Kazakhstan', '哈萨克斯坦', 'казахстан']) expect(likelyCountry(name)).toEqual(['KZ']);
  expect(likelyCountry('344')).toEqual([]);
});
