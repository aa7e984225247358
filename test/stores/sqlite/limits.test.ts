import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from '@jest/globals';
import { createSqliteLimits } from '../../../server/stores/sqlite/limits.ts';
import { type LimitsFixture, limitsContract, sharedLimitsContract } from '../../contract/limits.contract.ts';

async function fixture(): Promise<LimitsFixture & { readonly file: string; readonly turnBack: (ms: number) => void }> {
  const folder = mkdtempSync(path.join(tmpdir(), 'vinseal-limits-'));
  const file = path.join(folder, 'limits.sqlite');
  let now = 1_000_000;
  const opened: ReturnType<typeof createSqliteLimits>[] = [];
  return {
    file,
    open: (options = { most: 100, tidyEvery: 100 }) => {
      const limits = createSqliteLimits({ file, now: () => now, ...options });
      opened.push(limits);
      return limits;
    },
    pass: async (ms) => {
      now += ms;
    },
    turnBack: (ms) => {
      now -= ms;
    },
    count: async () => {
      const database = new DatabaseSync(file);
      const count = Number(database.prepare('SELECT count(*) AS n FROM buckets').get()?.n);
      database.close();
      return count;
    },
    dispose: async () => {
      for (const { close } of opened) close();
      rmSync(folder, { recursive: true });
    },
  };
}

limitsContract('SQLite', fixture);
sharedLimitsContract('SQLite', fixture);

const ONE = { kind: 'checks', key: 'a', cost: 3, limit: 3, windowMs: 60_000 };

test('a clock that is set back holds up nobody for longer than a window', async () => {
  const { open, turnBack, dispose } = await fixture();
  expect((await open().take(ONE)).taken).toBe(3);
  turnBack(3_600_000);
  expect(await open().take(ONE)).toMatchObject({ taken: 3, resetsInMs: 60_000 });
  await dispose();
});

test('a file that is damaged is made anew', async () => {
  const { file, open, dispose } = await fixture();
  writeFileSync(file, 'no database, and never was one '.repeat(200));
  expect((await open().take(ONE)).taken).toBe(3);
  await dispose();
});
