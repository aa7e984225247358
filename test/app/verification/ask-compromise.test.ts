import { expect, test } from '@jest/globals';
import { askCompromiseOf, askedOnce } from '../../../server/app/verification/ask-compromise.ts';

const KEY = new Uint8Array([1]);

test('whatever one verification judges, the store is asked once', async () => {
  let asked = 0;
  const keys = askedOnce({
    known: async () => {
      asked += 1;
      return { since: () => `2026-01-0${asked}T00:00:00Z` };
    },
  });
  const answers = [await askCompromiseOf(keys, () => KEY), await askCompromiseOf(keys, () => KEY)];
  expect(answers).toEqual(Array(2).fill({ kind: 'compromised', since: '2026-01-01T00:00:00Z' }));
});

test('a store that cannot be asked makes it unknown, which no verdict takes for good', async () => {
  const keys = askedOnce({ known: async () => Promise.reject(new Error('no majority')) });
  expect(await askCompromiseOf(keys, () => KEY)).toEqual({ kind: 'unknown', detail: 'no majority' });
});
