import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { tryFileLock, underFileLock } from '../../server/files/file-lock.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'vinseal-lock-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

test('one holder at a time: another gets null, and the lock once it is free', () => {
  const file = path.join(folder, 'one');
  const unlock = tryFileLock(file);
  expect(unlock).not.toBeNull();
  expect(tryFileLock(file)).toBeNull();
  unlock?.();
  const next = tryFileLock(file);
  expect(next).not.toBeNull();
  next?.();
});

test('a fault that is no held lock is thrown, whatever words its message has', () => {
  expect(() => tryFileLock(path.join(folder, 'busy', 'locked'))).toThrow(
    expect.objectContaining({ code: 'ERR_SQLITE_ERROR', errcode: 14 }),
  );
});

test('who waits works under the lock, in turn', async () => {
  const file = path.join(folder, 'turns');
  const order: number[] = [];
  const work = (index: number) => async () => {
    order.push(index);
    await Promise.resolve();
    order.push(index);
  };
  await Promise.all([1, 2, 3].map((index) => underFileLock(file, 60_000, work(index))));
  expect([order[0] === order[1], order[2] === order[3], order[4] === order[5]]).toEqual([true, true, true]);
});

test('a lock that stays taken ends the wait by its code', async () => {
  const file = path.join(folder, 'taken');
  const unlock = tryFileLock(file);
  await expect(underFileLock(file, 40, async () => 'never')).rejects.toMatchObject({ code: 'lock-timeout' });
  unlock?.();
});
