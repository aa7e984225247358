import { expect, test } from '@jest/globals';
import { COUNTRIES, countryName, isCountryCode } from '#core/confirmation/country.ts';

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
