import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { eraseResults } from '../../server/schedule/erase-results.ts';

const ROUNDS = { first: 1_000, every: 3_600_000 };

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

/** Erases so many at each call, and writes down what is logged. */
function service(pieces: (number | Error)[]) {
  const logged: unknown[][] = [];
  const log = {
    info: (...line: unknown[]) => void logged.push(line),
    error: (...line: unknown[]) => void logged.push(line),
  };
  const eraseOld = async () => {
    const piece = pieces.shift() ?? 0;
    if (typeof piece !== 'number') throw piece;
    return piece;
  };
  return { logged, pieces, stop: eraseResults(eraseOld, ROUNDS, log as never) };
}

test('erases piece after piece until none is left, and tells how many', async () => {
  const { logged, pieces, stop } = service([500, 20, 0]);
  await jest.advanceTimersByTimeAsync(1_000);
  expect(pieces).toEqual([]);
  expect(logged).toMatchObject([[{ erased: 520 }, expect.any(String)]]);
  stop();
});

test('says nothing where there was nothing', async () => {
  const { logged, stop } = service([]);
  await jest.advanceTimersByTimeAsync(3_700_000);
  expect(logged).toEqual([]);
  stop();
});

test('a fault is told, and the next round goes on', async () => {
  const { logged, stop } = service([new Error('busy'), 3]);
  await jest.advanceTimersByTimeAsync(3_700_000);
  expect(logged).toMatchObject([
    [{ err: { message: 'busy' } }, expect.any(String)],
    [{ erased: 3 }, expect.any(String)],
  ]);
  stop();
});

test('once stopped it begins no other round', async () => {
  const { pieces, stop } = service([5]);
  stop();
  await jest.advanceTimersByTimeAsync(3_700_000);
  expect(pieces).toEqual([5]);
});
