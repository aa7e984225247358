import { expect, test } from '@jest/globals';
import { expiringSeals, sealEnds } from '../../../server/app/seals/expiring-seals.ts';
import type { SealVersion } from '../../../server/model/seals/seal.ts';
import { AT, sampleManufacturer, sampleSeal, someone } from '../../contract/store-samples.ts';

const until = (last: string | null, manufacturerId = 'maker-1'): SealVersion =>
  sampleSeal({
    manufacturerId,
    from: '2026-01-01',
    until: last,
    state: 'approved',
    approvedBy: someone('li'),
    approvedAt: AT,
  });

const storeOf = (...seals: readonly SealVersion[]) => ({
  directory: { manufacturers: async () => [...new Set(seals.map(({ manufacturerId: id }) => id))].map(madeBy) },
  seals: { list: async (id: string) => seals.filter(({ manufacturerId }) => manufacturerId === id) },
});
const madeBy = (id: string) => ({ ...sampleManufacturer(), id });

/** The last moment of that day in Shanghai, and the first one after it. */
const LATE = 'T15:59:59.999Z';
const MIDNIGHT = 'T16:00:00.000Z';

test.each([
  ['2026-05-02', LATE, null],
  ['2026-05-02', MIDNIGHT, 60],
  ['2026-06-01', LATE, 60],
  ['2026-06-02', LATE, 30],
  ['2026-06-25', LATE, 7],
  ['2026-07-01', LATE, 7],
  ['2026-07-01', MIDNIGHT, 0],
])('at %s%s the warning of a seal until 1 July is that of %s', async (day, time, within) => {
  const [warning = null] = await expiringSeals(storeOf(until('2026-07-01')), `${day}${time}`);
  expect(warning?.within ?? null).toBe(within);
  if (warning !== null) expect(warning).toMatchObject({ manufacturerId: 'maker-1', version: 1, until: '2026-07-01' });
});

test('the most urgent comes first, and who seals without an end is left out', async () => {
  const store = storeOf(until('2026-07-20', 'a'), until(null, 'b'), until('2026-07-05', 'c'));
  const found = await expiringSeals(store, '2026-07-01T00:00:00.000Z');
  expect(found.map(({ manufacturerId, days }) => [manufacturerId, days])).toEqual([
    ['c', 4],
    ['a', 19],
  ]);
  expect((await sealEnds(store, '2026-01-01T00:00:00.000Z')).map(({ manufacturerId }) => manufacturerId)).toEqual([
    'a',
    'c',
  ]);
});
