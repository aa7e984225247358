import { monitorEventLoopDelay } from 'node:perf_hooks';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { openSqliteStore } from '../../../server/stores/sqlite/open-store.ts';
import { issue, LATER, numberOf, sampleRequest, sampleVins } from '../../contract/store-samples.ts';
import { holdLock } from '../../support/hold-lock.ts';
import { type SqliteFixture, sqliteFixture } from './sqlite-fixture.ts';

let fixture: SqliteFixture;
beforeEach(async () => {
  fixture = await sqliteFixture();
});
afterEach(() => fixture.dispose());

/** How long a lock is held here, in ms; the longest that the event loop may stand still meanwhile. */
const HELD_MS = 2_000;
const STALL_MS = 1_000;

test('while another process writes, the event loop goes on, readers are answered and writers wait their turn', async () => {
  const store = await fixture.open();
  const former = await issue(store, { vins: sampleVins(900, 1) });
  const lock = await holdLock(fixture.file);
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  const writing = [1, 2, 3, 4].map((vin) => store.reservations.reserve(sampleRequest({ vins: sampleVins(vin, 1) })));
  expect((await store.registry.find(former))?.number).toBe(former);
  await wait(HELD_MS);
  await lock.release();
  const numbers = (await Promise.all(writing)).map(numberOf);
  delay.disable();
  expect(delay.max / 1e6).toBeLessThan(STALL_MS);
  expect(numbers.map((number) => number.slice(-5, -1))).toEqual(['0002', '0003', '0004', '0005']);
});

/** How long a writer waits, in ms. Three that wait one after the other take three times as long. */
const BUSY_MS = 1_000;

test('whoever has waited long enough hears that the store is busy, and all at the same time', async () => {
  const store = openSqliteStore({ file: fixture.file, now: () => LATER, busyTimeoutMs: BUSY_MS });
  const lock = await holdLock(fixture.file);
  const started = performance.now();
  const writing = [1, 2, 3].map((vin) => store.reservations.reserve(sampleRequest({ vins: sampleVins(vin, 1) })));
  const answers = await Promise.allSettled(writing);
  expect(answers.map((answer) => (answer.status === 'rejected' ? answer.reason.code : ''))).toEqual([
    ...['store-busy', 'store-busy', 'store-busy'],
  ]);
  expect(performance.now() - started).toBeLessThan(2.9 * BUSY_MS);
  await lock.release();
  store.close();
});

const MILLION = 1_000_000;
/** Longest that the event loop may be held by the question, in ms: five times the aim. Reading every copy takes hundreds. */
const DUE_MS = 25;

test('what is due is found quickly among a million copies of which none is due', async () => {
  const store = await fixture.open();
  const raw = new DatabaseSync(fixture.file, { enableForeignKeyConstraints: false });
  raw.exec(`
    PRAGMA synchronous = OFF;
    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${MILLION})
    INSERT INTO archive (number, due_ms) SELECT printf('ASC-XHM-2026-%07d', i), 4000000000000 + i FROM n`);
  raw.close();
  const asked = { at: LATER, limit: 100, after: null };
  const times: number[] = [];
  for (let time = 0; time < 5; time += 1) {
    const started = performance.now();
    const { items, later } = await store.archive.due(asked);
    times.push(performance.now() - started);
    expect([items.length, later]).toEqual([0, 10_000]);
  }
  expect(Math.min(...times)).toBeLessThan(DUE_MS);
}, 120_000);
