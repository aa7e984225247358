import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { openMongoStore } from '../../server/stores/mongo/open-mongo-store.ts';
import { openSqliteStore } from '../../server/stores/sqlite/open-store.ts';
import { startOwnMongo } from '../../test/support/mongod.ts';
import { round } from '../figures.ts';
import type { MeasuredCase } from '../measured-case.ts';
import { fillMongo } from './fill-mongo.ts';
import { fillSqlite } from './fill-sqlite.ts';
import { measureStore } from './measure-store.ts';
import { LINES_EACH } from './rows.ts';

/** Lines in the registry; the last one takes long, and some 25 GB. */
const SIZES = [10_000, 1_000_000, 10_000_000];
const LARGE = 10_000_000;
const CACHE_GB = 1;
const INSTALL = 'bench';
const now = () => new Date().toISOString();

type Tell = Parameters<MeasuredCase['run']>[1];

/** `registry/<lines>/<store>`: the store alone, without service. Each tells how it was filled, then a line for each kind of question. */
export const REGISTRY_CASES: Readonly<Record<string, MeasuredCase>> = Object.fromEntries(
  SIZES.flatMap((lines) =>
    Object.entries({ sqlite: onSqlite, mongo: onMongo }).map(([store, run]) => [
      `registry/${lines}/${store}`,
      {
        isLarge: lines >= LARGE,
        run: (folder: string, tell: Tell) => run(folder, Math.floor(lines / LINES_EACH), tell),
      },
    ]),
  ),
);

async function onSqlite(folder: string, confirmations: number, tell: Tell): Promise<void> {
  const file = path.join(folder, 'vinseal.sqlite');
  await fillAndTell(() => fillSqlite(file, confirmations), tell);
  tell({ diskMb: Math.round(bytesIn(folder) / 1e6) });
  const store = openSqliteStore({ file, now });
  try {
    await measureStore(store, confirmations, tell);
  } finally {
    store.close();
  }
}

async function onMongo(_folder: string, confirmations: number, tell: Tell): Promise<void> {
  const mongo = await startOwnMongo({ cacheGb: CACHE_GB });
  try {
    const url = mongo.url('vinseal-bench');
    await fillAndTell(() => fillMongo(url, confirmations), tell);
    const store = await openMongoStore({ url, now, migrates: false, install: INSTALL });
    try {
      await measureStore(store, confirmations, tell);
    } finally {
      await store.close();
    }
  } finally {
    await mongo.stop();
  }
}

async function fillAndTell(fill: () => Promise<void>, tell: Tell): Promise<void> {
  const started = performance.now();
  await fill();
  tell({ filledInSeconds: round((performance.now() - started) / 1_000) });
}

function bytesIn(folder: string): number {
  const entries = readdirSync(folder, { withFileTypes: true, recursive: true });
  const files = entries.filter((entry) => entry.isFile());
  return files.reduce((sum, { parentPath, name }) => sum + statSync(path.join(parentPath, name)).size, 0);
}
