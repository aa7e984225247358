import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { runBatches, tellBatchNews } from '../../server/schedule/run-batches.ts';

const logs: unknown[][] = [];
const log = {
  info: (...told: unknown[]) => void logs.push(['info', told.at(-1)]),
  warn: (...told: unknown[]) => void logs.push(['warn', told.at(-1)]),
  error: (...told: unknown[]) => void logs.push(['error', told.at(-1)]),
};
beforeEach(() => {
  jest.useFakeTimers();
  logs.length = 0;
});
afterEach(() => void jest.useRealTimers());

test('looks at once, at intervals and when it is nudged, tells a failing store once, and stops', async () => {
  let looks = 0;
  let isBroken = false;
  let nudge = () => {};
  const look = async () => {
    looks += 1;
    if (isBroken) throw new Error('busy');
  };
  let stops = 0;
  const runner = {
    look,
    stop: async () => {
      stops += 1;
    },
    onNudge: (call: () => void) => {
      nudge = call;
    },
  };
  const stop = runBatches(runner, 1_000, log);
  expect(looks).toBe(1);
  await jest.advanceTimersByTimeAsync(2_000);
  expect(looks).toBe(3);
  nudge();
  expect(looks).toBe(4);
  isBroken = true;
  await jest.advanceTimersByTimeAsync(3_000);
  isBroken = false;
  await jest.advanceTimersByTimeAsync(1_000);
  expect(logs.map(([level]) => level)).toEqual(['error', 'info']);
  // No row is begun any more, while open requests are answered.
  await stop();
  expect(stops).toBe(1);
  nudge();
  await jest.advanceTimersByTimeAsync(5_000);
  expect(looks).toBe(8);
});

test('what has to be looked at by somebody is told as an error', () => {
  for (const kind of ['taken', 'finished', 'lost'] as const) tellBatchNews({ kind, batch: 'b' }, log);
  tellBatchNews({ kind: 'paused', batch: 'b', code: 'no-signing-key' }, log);
  tellBatchNews({ kind: 'fault', batch: 'b', fault: new Error('x') }, log);
  expect(logs.map(([level]) => level)).toEqual(['info', 'info', 'warn', 'error', 'error']);
});
