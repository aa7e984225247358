import path from 'node:path';
import { expect, it } from '@jest/globals';
import type { CheckCode, WordData } from '#core/confirmation/errors.ts';
import type { CheckOutcome, CheckResult } from '#core/confirmation/verdict.ts';
import { checkViews } from '../../../../server/http/pages/check/checks-view.ts';
import { loadWords } from '../../../../server/i18n/load-words.ts';

const WORDS = loadWords(path.join(import.meta.dirname, '../../../../templates/locales'));

function need(code: CheckCode, outcome: CheckOutcome, data: WordData = {}): CheckResult {
  return { id: 'confirmation-needed', code, outcome, data };
}

it.each([
  [need('confirmation-needed', 'passed', { reason: 'within_threshold' }), 'pages.result.need.tags.needed'],
  [need('confirmation-needed', 'passed', { reason: 'several' }), 'pages.result.need.tags.needed'],
  [
    need('confirmation-needed', 'passed', { reason: 'application_before_registration' }),
    'pages.result.need.tags.date-wrong',
  ],
  [need('confirmation-not-needed', 'passed', { reason: 'beyond_threshold' }), 'pages.result.need.tags.not-needed'],
  [need('need-not-asked', 'skipped'), 'pages.result.outcomes.skipped'],
])('says whether a confirmation is needed, not that it passed: %j', (check, key) => {
  for (const words of Object.values(WORDS)) {
    expect(checkViews([check], words)[0]?.tag).toBe(words.text(key));
    expect(words.text(key)).not.toBe(words.text('pages.result.outcomes.passed'));
  }
});

it.each([
  ['RSA-3072 with SHA-256', { key: 'RSA-3072', digest: 'SHA-256' }, 'RSA-3072（SHA-256）'],
  ['Ed25519', { key: 'Ed25519', digest: 'none' }, 'Ed25519'],
])('writes the algorithm %s as the language does', (_name, parts, shown) => {
  const check: CheckResult = { id: 'algorithm-accepted', code: 'algorithm-accepted', outcome: 'passed', data: parts };
  expect(checkViews([check], WORDS['zh-CN'])[0]?.sentence).toContain(shown);
  expect(WORDS['zh-CN'].text('inspections.algorithm', parts)).toBe(shown);
});
