import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';

const PROJECT = path.join(import.meta.dirname, '../..');
const TEXT = readFileSync(path.join(PROJECT, 'docs/security.md'), 'utf8');
/** How many requirements of levels 1 and 2 each chapter of ASVS 5.0 has. */
const REQUIREMENTS = [27, 11, 19, 10, 9, 35, 18, 7, 7, 29, 14, 9, 13, 9, 13, 16, 7];

type Row = { readonly ids: readonly string[]; readonly outcome: string; readonly why: string };
const ROWS: readonly Row[] = [...TEXT.matchAll(/^\| (V\d[^|]*) \| ([^|]*) \| ([^|]*) \|$/gm)].map(
  ([, ids = '', outcome = '', why = '']) => ({ ids: ids.split(', '), outcome, why }),
);

test('docs/security.md judges every requirement of levels 1 and 2 once', () => {
  const ids = ROWS.flatMap((row) => row.ids);
  expect(ids.filter((id, index) => ids.indexOf(id) !== index || !/^V\d+\.\d+\.\d+$/.test(id))).toEqual([]);
  const counts = REQUIREMENTS.map((_, index) => ids.filter((id) => id.startsWith(`V${index + 1}.`)).length);
  expect(counts).toEqual(REQUIREMENTS);
});

test('each is met, not met or not applicable, and says where or why', () => {
  const known = ['met', 'not met', 'not applicable'];
  expect(ROWS.filter(({ outcome, why }) => !known.includes(outcome) || why.length < 4)).toEqual([]);
});

test('every file that it names is there', () => {
  const named = [...TEXT.matchAll(/`((?:[\w.-]+\/)+[\w.-]*|Dockerfile|[\w-]+\.json)`/g)].flatMap(
    ([, name = '']) => name,
  );
  expect(named.length).toBeGreaterThan(150);
  expect(named.filter((name) => !existsSync(path.join(PROJECT, name)))).toEqual([]);
});
