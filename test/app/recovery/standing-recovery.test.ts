import { expect, test } from '@jest/globals';
import { SOUND_MS, standingRecovery } from '../../../server/app/recovery/standing-recovery.ts';

test('a sound database is asked again after a while, once for all who come, and one that is set back by everybody', async () => {
  let now = 0;
  let standing: 'sound' | 'set-back' = 'sound';
  let asked = 0;
  const { state, mayBeLost } = standingRecovery(
    { state: async () => null, mayBeLost: async () => false },
    {
      standing: async () => {
        asked += 1;
        return standing;
      },
    },
    { now: () => '2026-07-01T00:00:00.000Z' },
    () => now,
  );
  expect(await Promise.all([state(), state(), mayBeLost('x')])).toEqual([null, null, false]);
  standing = 'set-back';
  now = SOUND_MS - 1;
  expect([await state(), asked]).toEqual([null, 1]);
  now = SOUND_MS;
  expect(await Promise.all([state(), mayBeLost('x')])).toMatchObject([{ isComplete: false }, true]);
  await state();
  expect(asked).toBe(3);
});
