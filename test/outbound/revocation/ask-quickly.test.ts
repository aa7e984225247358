import { expect, test } from '@jest/globals';
import { createQuickAsker } from '../../../server/outbound/revocation/ask-quickly.ts';

test('what does not answer fails after its time, and at once for a moment', async () => {
  let now = 0;
  let asked = 0;
  const ask = createQuickAsker({ limitMs: 20, pauseMs: 1_000, now: () => now });
  const never = () => {
    asked += 1;
    return new Promise<string>(() => undefined);
  };
  await expect(ask(never)).rejects.toMatchObject({ code: 'store-unreachable' });
  await expect(ask(never)).rejects.toMatchObject({ code: 'store-unreachable' });
  expect(asked).toBe(1);
  now = 1_000;
  expect(await ask(async () => 'there')).toBe('there');
  expect(await ask(async () => 'again')).toBe('again');
});
