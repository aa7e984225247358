import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { openConnection } from '../../../server/stores/sqlite/connection.ts';
import { startStoreChild } from '../../support/store-children.ts';
import { storeProblems } from '../../support/store-health.ts';
import { type SqliteFixture, sqliteFixture } from './sqlite-fixture.ts';

let fixture: SqliteFixture;
beforeEach(async () => {
  fixture = await sqliteFixture();
});
afterEach(() => fixture.dispose());

async function runAll(task: string, seeds: readonly number[]) {
  const children = await Promise.all(seeds.map((seed) => startStoreChild(task, fixture.file, String(seed))));
  for (const child of children) child.start();
  const ends = await Promise.all(children.map((child) => child.ended));
  expect(ends).toEqual(seeds.map(() => ({ code: 0, errors: '' })));
  return children.flatMap((child) => child.reports.slice(1));
}

test('processes that make the same new store at once all get in', async () => {
  const reports = await runAll('open', [1, 2, 3, 4]);
  expect(reports).toEqual(Array(4).fill({ recovered: [] }));
  expect(storeProblems(fixture.file)).toEqual([]);
  expect(readdirSync(`${fixture.file}.owners`)).toEqual([]);
});

test('of three processes that want the same VINs exactly one gets each, and no number is given twice', async () => {
  const reports = await runAll('race', [11, 12, 13]);
  const won = reports.filter((report) => report.kind === 'reserved');
  const lost = reports.filter((report) => report.kind === 'vins-taken');
  expect([won.length, lost.length]).toEqual([40, 80]);
  expect(new Set(won.map((report) => report.vin)).size).toBe(40);
  expect(new Set(won.map((report) => report.number)).size).toBe(40);
  expect(storeProblems(fixture.file)).toEqual([]);
});

/** Holds a store that is not in WAL mode yet, as another process does that is making it, for a while. */
const HOLDER = `
  const { DatabaseSync } = require('node:sqlite');
  const { parentPort, workerData } = require('node:worker_threads');
  const database = new DatabaseSync(workerData);
  database.exec('BEGIN IMMEDIATE');
  parentPort.postMessage('held');
  setTimeout(() => { database.exec('COMMIT'); database.close(); }, 300);`;

test('who comes while another process makes the store waits for it', async () => {
  const holder = new Worker(HOLDER, { eval: true, workerData: fixture.file });
  await once(holder, 'message');
  openConnection(fixture.file, 10_000).close();
  await holder.terminate();
});
