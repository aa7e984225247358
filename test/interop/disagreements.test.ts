import path from 'node:path';
import { expect, test } from '@jest/globals';
import { ALL_CASES } from '../core/validation/trust-cases/all-cases.ts';
import {
  compareWithExplanations,
  type Disagreement,
  findDisagreements,
  type Opinions,
} from './agreement/find-disagreements.ts';
import { readExplanations } from './agreement/read-explanations.ts';
import type { Opinion } from './agreement/tools/tool.ts';

const says = (word: Opinion['says']): Opinion => ({ says: word, words: '' });
const document = { name: 'a', what: '', pdf: new Uint8Array(), answeredBy: 'verify' } as const;
const opinionsOf = (ours: Opinion['says'], theirs: Opinion['says']): Opinions =>
  new Map([
    ['verify', new Map([['a', says(ours)]])],
    ['qpdf', new Map([['a', says(theirs)]])],
  ]);
const DISAGREEMENT: Disagreement = { tool: 'qpdf', document: 'a' };

test.each<[Opinion['says'], Opinion['says'], readonly Disagreement[]]>([
  ['refuses', 'refuses', []],
  ['refuses', 'accepts', [DISAGREEMENT]],
  ['accepts', 'refuses', [DISAGREEMENT]],
  ['accepts', 'silent', []],
])('ours %s, theirs %s', (ours, theirs, expected) => {
  expect(findDisagreements([document], opinionsOf(ours, theirs))).toEqual(expected);
});

test('a document of which ours said nothing cannot be compared', () => {
  expect(() => findDisagreements([document], new Map())).toThrow('verify said nothing of a');
});

test('each disagreement needs its explanation, and each explanation its disagreement', () => {
  const explanation = { tool: 'qpdf', documents: ['a'], sentence: 'Why.' } as const;
  const asked = new Set(['qpdf'] as const);
  const compare = compareWithExplanations;
  expect(compare([DISAGREEMENT], [explanation], asked)).toEqual({ unexplained: [], stale: [] });
  expect(compare([DISAGREEMENT], [], asked)).toEqual({ unexplained: [DISAGREEMENT], stale: [] });
  expect(compare([], [explanation], asked)).toEqual({ unexplained: [], stale: [DISAGREEMENT] });
  expect(compare([], [explanation], new Set())).toEqual({ unexplained: [], stale: [] });
  expect(compare([], [{ ...explanation, unsteady: true }], asked)).toEqual({ unexplained: [], stale: [] });
});

const TRUST = path.join(import.meta.dirname, 'trust', 'explanations.json');

test.each([
  ['documents', undefined],
  ['cases of trust', TRUST],
])('the explanations of %s are sentences, one for a tool and a document', (_what, file) => {
  const keys = readExplanations(file).flatMap(({ tool, documents }) => documents.map((name) => `${tool} ${name}`));
  expect(keys.length).toBeGreaterThan(0);
  expect(new Set(keys).size).toBe(keys.length);
});

test('the explanations of cases of trust are of cases that there are', () => {
  const names = ALL_CASES.map(({ name }) => name);
  const explained = readExplanations(TRUST).flatMap(({ documents }) => documents);
  expect(explained.filter((name) => !names.includes(name))).toEqual([]);
});
