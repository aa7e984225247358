import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { settleRegularly } from '../../server/schedule/settle-requests.ts';

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

test('looks at once and at intervals, tells what it did and what failed, and ends when it is stopped', async () => {
  const logged: unknown[][] = [];
  const log = {
    info: (...line: unknown[]) => void logged.push(line),
    error: (...line: unknown[]) => void logged.push(line),
  };
  const looks: (number | Error)[] = [2, 0, new Error('busy'), 1, 9];
  const settle = async () => {
    const look = looks.shift() ?? 0;
    if (typeof look !== 'number') throw look;
    return look;
  };
  const stop = settleRegularly(settle, 1_000, log as never);
  await jest.advanceTimersByTimeAsync(3_500);
  stop();
  await jest.advanceTimersByTimeAsync(5_000);
  expect(looks).toEqual([9]);
  expect(logged).toMatchObject([
    [{ settled: 2 }, expect.any(String)],
    [{ err: { message: 'busy' } }, expect.any(String)],
    [{ settled: 1 }, expect.any(String)],
  ]);
});
