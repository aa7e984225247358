import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import type { Fault } from '../../server/model/health/fault.ts';
import { watchFaults } from '../../server/schedule/watch-faults.ts';

test('each fault is told once when it comes, and once when it is gone', async () => {
  const full: Fault = { code: 'store-not-writable', keyId: null, message: 'store.sqlite cannot be written' };
  const key: Fault = { code: 'key-unusable', keyId: 'key-1', message: 'key-1.pem cannot be read' };
  const rounds: (readonly Fault[])[] = [[full], [full, key], [key], []];
  const told: unknown[] = [];
  let looks = 0;
  const log = {
    error: (fault: object) => void told.push(['error', fault]),
    info: (fault: object) => void told.push(['info', fault]),
  } as unknown as Parameters<typeof watchFaults>[2];
  const stop = watchFaults({ findFaults: async () => rounds[looks++] ?? [] }, 5, log);
  while (looks < 6) await wait(5);
  stop();
  expect(told).toEqual([
    ['error', full],
    ['error', key],
    ['info', { code: full.code, keyId: null }],
    ['info', { code: key.code, keyId: 'key-1' }],
  ]);
});
