import { expect, test } from '@jest/globals';
import type { Limits } from '../../../server/ports/limits.ts';
import { fallBack, type LimitsNews } from '../../../server/stores/limits/fall-back.ts';
import { createMemoryLimits } from '../../../server/stores/limits/memory-limits.ts';

const REQUEST = { kind: 'checks', key: 'a', cost: 1, limit: 2, windowMs: 60_000 };

function limitsOver(broken: { take: Limits['take'] | null }) {
  const told: LimitsNews['counts'][] = [];
  let [now, asked] = [0, 0];
  const sound = createMemoryLimits(() => now);
  const limits = fallBack({
    shared: {
      take: (request) => {
        asked += 1;
        return (broken.take ?? sound.take)(request);
      },
    },
    alone: createMemoryLimits(() => now),
    now: () => now,
    tell: ({ counts }) => told.push(counts),
    patienceMs: 50,
    restMs: 5_000,
  });
  return {
    told,
    asked: () => asked,
    pass: (ms: number) => {
      now += ms;
    },
    take: async () => (await limits.take(REQUEST)).taken,
  };
}

const failing = async () => {
  throw new Error('the disk is full');
};

test('a store that cannot count is told once, and the limit still holds in this instance', async () => {
  const store: { take: Limits['take'] | null } = { take: failing };
  const { take, told, asked, pass } = limitsOver(store);
  expect([await take(), await take(), await take()]).toEqual([1, 1, 0]);
  expect([told, asked()]).toEqual([['this-instance'], 1]);
  pass(5_000);
  await take();
  expect([told, asked()]).toEqual([['this-instance'], 2]);
  store.take = null;
  pass(5_000);
  expect([await take(), await take(), await take()]).toEqual([1, 1, 0]);
  expect(told).toEqual(['this-instance', 'all-instances']);
});

test('a store that does not answer holds up nobody for longer than its patience, and of many one tries it again', async () => {
  const { take, told, asked, pass } = limitsOver({ take: () => new Promise(() => undefined) });
  expect(await take()).toBe(1);
  pass(5_000);
  expect(await Promise.all([take(), take(), take()])).toEqual([0, 1, 0]);
  expect([told, asked()]).toEqual([['this-instance'], 2]);
});
