import { describe, expect, test } from '@jest/globals';
import { flattenTextRuns } from '../../../server/sealing/seal-field/flatten-text-runs.ts';

const INK = '/c0 cs\n0.1 0.1 0.1 scn\n';
const run = (matrix: string, colour: string, font: string, shown: string) =>
  `q\n${matrix} cm\n${colour}BT\n0 Tr\n${font}1 0 0 -1 0 0 Tm\n${shown}ET\nQ\n`;

describe('flattenTextRuns', () => {
  test('places a run by the product of its two matrices', () => {
    const upright = run('1 0 0 -1 56.7 120.25', INK, '/f0 8.6 Tf\n', '(\\000\\001) Tj\n');
    expect(flattenTextRuns(upright)).toBe(`${INK}BT\n0 Tr\n/f0 8.6 Tf\n1 0 0 1 56.7 120.25 Tm\n(\\000\\001) Tj\nET\n`);
    const turned = run('0.6 0.8 0.8 -0.6 1 2', INK, '/f0 9 Tf\n', '<0001> Tj\n');
    expect(flattenTextRuns(turned)).toContain('0.6 0.8 -0.8 0.6 1 2 Tm');
  });

  test('sets colour and font once for runs between which only marks stand', () => {
    const first = run('1 0 0 -1 1 2', INK, '/f0 9 Tf\n', '[(\\000\\001) -5 <0002>] TJ\n');
    const second = run('1 0 0 -1 3 4', INK, '/f0 9 Tf\n', '(\\)\\\\) Tj\n');
    const flattened = flattenTextRuns(`/P <</MCID 0>> BDC\n${first}EMC\n/P <</MCID 1>> BDC\n${second}EMC\n`);
    expect(flattened.match(/scn/g)).toHaveLength(1);
    expect(flattened.match(/Tf/g)).toHaveLength(1);
    expect(flattened).toContain('BT\n1 0 0 1 3 4 Tm\n(\\)\\\\) Tj\nET\n');
  });

  test.each([
    ['another colour', run('1 0 0 -1 3 4', '/c0 cs\n1 0 0 scn\n', '/f0 9 Tf\n', '<0001> Tj\n'), /1 0 0 scn/],
    ['another size', run('1 0 0 -1 3 4', INK, '/f0 7 Tf\n', '<0001> Tj\n'), /\/f0 7 Tf/],
    [
      'something painted between',
      `0 0 m\n1 1 l\nS\n${run('1 0 0 -1 3 4', INK, '/f0 9 Tf\n', '<0001> Tj\n')}`,
      /S\n\/c0 cs/,
    ],
  ])('%s is set anew', (_, second, expected) => {
    const first = run('1 0 0 -1 1 2', INK, '/f0 9 Tf\n', '<0002> Tj\n');
    expect(flattenTextRuns(first + second)).toMatch(expected);
  });

  test.each([
    ['a pattern as colour', run('1 0 0 -1 3 4', '/Pattern cs\n/p0 scn\n', '/f0 9 Tf\n', '<0001> Tj\n')],
    ['an outline', run('1 0 0 -1 3 4', INK, '/f0 9 Tf\n', '<0001> Tj\n').replace('0 Tr', '1 Tr')],
    ['transparency', run('1 0 0 -1 3 4', `/g0 gs\n${INK}`, '/f0 9 Tf\n', '<0001> Tj\n')],
    [
      'a group',
      `q\n1 0 0 1 3 4 cm\n${run('1 0 0 -1 3 4', INK, '/f0 9 Tf\n', '<0001> Tj\n')}Q\n`.replace('BT', '/x0 Do\nBT'),
    ],
  ])('%s stays as it is', (_, content) => {
    expect(flattenTextRuns(content)).toBe(content);
  });
});
