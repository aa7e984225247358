import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { keepReservations } from '../../server/schedule/keep-reservations.ts';

test('each beat tells what it released, a failed one tells its fault, and none begins while one is under way', async () => {
  const answers = [
    async () => ['A-1'],
    async () => Promise.reject(new Error('full')),
    async () => [],
    () => wait(60_000, [], { ref: false }),
  ];
  const told: unknown[] = [];
  let calls = 0;
  const keep = () => (answers[calls++] ?? (async () => []))() as Promise<readonly string[]>;
  const stop = keepReservations({ keep }, 5, (outcome) => told.push(outcome));
  while (calls < 4) await wait(5);
  await wait(50);
  stop();
  expect(calls).toBe(4);
  expect(told).toEqual([{ released: ['A-1'] }, { fault: new Error('full') }]);
});
