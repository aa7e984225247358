import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { IntlMessageFormat } from 'intl-messageformat';
import { deriveVerdict } from '#core/confirmation/derive-verdict.ts';
import { CHECK_CODES, CHECK_IDS, type WordData } from '#core/confirmation/errors.ts';
import { HEADLINES, VERDICTS } from '#core/confirmation/verdict.ts';
import { FACT_NAMES } from '#core/confirmation/visible-facts.ts';
import { PERFECT } from '../../support/perfect-evidence.ts';
import { HARMLESS, SPOILINGS } from './spoiled-evidence.ts';

type Words = Readonly<Record<string, Readonly<Record<string, string>>>>;

const LOCALES = ['zh-CN', 'en', 'ru'];
const wordsOf = (locale: string, file: string): Words =>
  JSON.parse(readFileSync(new URL(`../../../templates/locales/${locale}/${file}.json`, import.meta.url), 'utf8'));

/** Every data that a check gives with each code, over all evidence of the tables. */
function emitted(): ReadonlyMap<string, readonly WordData[]> {
  const pagesAgree = { ...PERFECT, registry: { kind: 'unreachable', detail: '' } as const };
  const evidence = [pagesAgree, ...[...SPOILINGS, ...HARMLESS].map(({ spoil }) => spoil(PERFECT))];
  const all = new Map<string, WordData[]>();
  for (const { code, data } of evidence.flatMap((each) => deriveVerdict(each).checks))
    all.set(code, [...(all.get(code) ?? []), data]);
  return all;
}

/** The names of the placeholders in a pattern, at any depth. */
function placeholders(pattern: string, locale: string): readonly string[] {
  const names = new Set<string>();
  JSON.stringify(
    new IntlMessageFormat(pattern, locale, undefined, { ignoreTag: true }).getAst(),
    function (key, value) {
      if (key === 'value' && typeof value === 'string' && (this as { type: number }).type !== 0) names.add(value);
      return value;
    },
  );
  return [...names];
}

const printable = (data: WordData) =>
  Object.fromEntries(
    Object.entries(data).map(([key, value]) => [key, Array.isArray(value) ? value.join(', ') : value]),
  );

describe.each(LOCALES)('%s', (locale) => {
  const checks = wordsOf(locale, 'checks');
  const verdicts = wordsOf(locale, 'verdicts');
  const data = emitted();

  test('has words for every code, check, headline and verdict, and for nothing else', () => {
    expect(Object.keys(checks).sort()).toEqual([...CHECK_CODES, 'titles'].sort());
    expect(Object.keys(checks.titles ?? {})).toEqual([...CHECK_IDS]);
    expect(Object.keys(verdicts).sort()).toEqual([...HEADLINES, 'words'].sort());
    expect(Object.keys(verdicts.words ?? {}).sort()).toEqual([...VERDICTS].sort());
    for (const headline of HEADLINES) expect(Object.values(verdicts[headline] ?? {})).not.toContain('');
    for (const code of CHECK_CODES) expect(checks[code]?.sentence).not.toBe('');
  });

  test.each(CHECK_CODES)('%s: each placeholder is given by the check, and the sentence can be said', (code) => {
    for (const pattern of Object.values(checks[code] ?? {})) {
      for (const given of data.get(code) ?? []) {
        expect(Object.keys(given)).toEqual(expect.arrayContaining([...placeholders(pattern, locale)]));
        const said = new IntlMessageFormat(pattern, locale, undefined, { ignoreTag: true }).format(printable(given));
        expect(said).not.toMatch(/[{}]|undefined/);
      }
    }
  });

  test('headlines and advice need no data', () => {
    for (const headline of HEADLINES)
      for (const pattern of Object.values(verdicts[headline] ?? {})) expect(placeholders(pattern, locale)).toEqual([]);
  });

  test('every fact of the pages has a name', () => {
    const pattern = checks['pages-differ-from-data']?.sentence ?? '';
    for (const fact of FACT_NAMES) expect(pattern).toContain(` ${fact.replaceAll('-', '_')} {`);
  });
});

test('the remedy exists in all languages or in none', () => {
  const [zh, en, ru] = LOCALES.map((locale) => wordsOf(locale, 'checks'));
  for (const code of CHECK_CODES) {
    const empty = [zh, en, ru].map((words) => words?.[code]?.remedy === '');
    expect(new Set(empty).size).toBe(1);
  }
});
