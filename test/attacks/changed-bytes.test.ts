import { expect, test } from '@jest/globals';
import { attackBench, expectRefused, failures, offsetOf, overwrite } from '../support/attack.ts';
import { seededRandom } from '../support/seeded-random.ts';

/** Any single changed byte, wherever it lies, beside the CMS inside /Contents too. */
const bench = attackBench();

test('120 seeded single-byte changes, anywhere', async () => {
  const random = seededRandom(20_260_101);
  for (let round = 0; round < 120; round += 1) {
    const at = Math.floor(random() * bench.genuine.length);
    const flipped = (bench.genuine[at] ?? 0) ^ (1 << Math.floor(random() * 8));
    const verdict = await bench.judgeWithoutRegistry(overwrite(bench.genuine, at, new Uint8Array([flipped])));
    expect({ at, verdict: verdict.verdict }).toEqual({ at, verdict: 'not-valid' });
    expect(verdict.confirmation).toBeNull();
  }
});

const contents = () => {
  const start = offsetOf(bench.genuine, '/Contents <') + '/Contents <'.length;
  const end = Buffer.from(bench.genuine).indexOf('>', start);
  return { start, end };
};

test.each<[string, (start: number, end: number) => [number, string]]>([
  ['a digit in the padding', (_start, end) => [end - 2, '1']],
  ['the last digit of the padding', (_start, end) => [end - 1, '1']],
  ['a space in the padding', (_start, end) => [end - 10, ' ']],
  ['a space inside the CMS', (start) => [start + 40, ' ']],
  ['the first byte of the CMS', (start) => [start, '31']],
  ['an early end of the string', (_start, end) => [end - 4, '>']],
  ['a comment in the gap', (_start, end) => [end - 8, '%']],
])('%s of /Contents', async (_name, change) => {
  const { start, end } = contents();
  const [at, text] = change(start, end);
  const verdict = await bench.judgeWithoutRegistry(overwrite(bench.genuine, at, text));
  expect(verdict.verdict).toBe('not-valid');
  expect(failures(verdict)).not.toEqual([]);
});

test('digits of the CMS in the other case', async () => {
  const { start, end } = contents();
  const hex = Buffer.from(bench.genuine.subarray(start, end)).toString('latin1');
  const other = hex === hex.toLowerCase() ? hex.toUpperCase() : hex.toLowerCase();
  expectRefused(await bench.judgeWithoutRegistry(overwrite(bench.genuine, start, other)), 'signature-rewritten');
});

test('one digit of the CMS in the other case', async () => {
  const { start, end } = contents();
  const hex = Buffer.from(bench.genuine.subarray(start, end)).toString('latin1');
  const at = start + hex.search(/[a-f]/);
  const digit = String.fromCharCode((bench.genuine[at] ?? 0) ^ 0x20);
  expectRefused(await bench.judgeWithoutRegistry(overwrite(bench.genuine, at, digit)), 'signature-rewritten');
});
