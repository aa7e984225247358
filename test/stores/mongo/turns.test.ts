import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { createTurns, MOST_WAITING } from '../../../server/stores/mongo/turns.ts';

test('work is done one after the other, in the order in which it came, whatever becomes of it', async () => {
  const inTurn = createTurns();
  const told: string[] = [];
  const work = (name: string, ms: number) => async () => {
    told.push(`${name} begins`);
    await sleep(ms);
    told.push(`${name} ends`);
    if (name === 'second') throw new Error('failed');
    return name;
  };
  const outcomes = await Promise.allSettled([
    inTurn(work('first', 20)),
    inTurn(work('second', 1)),
    inTurn(work('third', 1)),
  ]);
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(told).toEqual(['first', 'second', 'third'].flatMap((name) => [`${name} begins`, `${name} ends`]));
});

test('whoever waited too long is refused, and who comes then is not', async () => {
  const inTurn = createTurns(20);
  const slow = inTurn(() => sleep(60, 'slow'));
  await expect(inTurn(async () => 'late')).rejects.toMatchObject({ code: 'store-unreachable' });
  expect(await slow).toBe('slow');
  expect(await inTurn(async () => 'next')).toBe('next');
});

test('whoever only waits to be confirmed lets the next one begin, and no more than a few do so at once', async () => {
  const inTurn = createTurns(60_000);
  let begun = 0;
  const ends = Promise.withResolvers<void>();
  const waits = Array.from({ length: MOST_WAITING + 3 }, () =>
    inTurn(async (letNext) => {
      begun += 1;
      letNext();
      letNext();
      await ends.promise;
    }),
  );
  await sleep(20);
  // One more has begun, and does not let others do so.
  expect(begun).toBe(MOST_WAITING + 1);
  ends.resolve();
  await Promise.all(waits);
  expect([begun, await inTurn(async () => 'next')]).toEqual([MOST_WAITING + 3, 'next']);
});
