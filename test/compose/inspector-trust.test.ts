import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { writeDatabaseId } from '../../server/compose/install/database-id.ts';
import { dataPaths } from '../../server/compose/install-options.ts';
import { openInspector } from '../../server/compose/open-inspector.ts';
import { openInstall } from '../../server/compose/open-install.ts';
import { openSqliteStore } from '../../server/stores/sqlite/open-store.ts';
import { saveTrustAnchor } from '../../server/stores/trust/trust-file.ts';
import { copyInstall, readSampleOf, testOptions } from '../support/install.ts';
import { anchorOf, putAnchors, putTrustText } from '../support/trust.ts';

/** Whom `inspect` trusts, which opens no install: what the store of a data folder says, left as it is. */

let copy: ReturnType<typeof copyInstall>;
let paths: ReturnType<typeof dataPaths>;
beforeEach(() => {
  copy = copyInstall();
  paths = dataPaths(copy.folder);
});
afterEach(() => copy.remove());

async function trustOf(data = copy.folder): Promise<unknown> {
  const inspector = await openInspector(testOptions(data));
  try {
    const { signatures } = await inspector.inspect(readSampleOf(copy.folder, 'valid').pdf);
    return signatures[0]?.trust;
  } finally {
    await inspector.close();
  }
}

/** As the first version without a trust list in the store left it. */
function makeFormer(): void {
  saveTrustAnchor(paths.trust, anchorOf(copy.folder));
  const database = new DatabaseSync(paths.store);
  database.exec('DROP TABLE shared_records; DROP TABLE shared_revisions; PRAGMA user_version = 1');
  database.close();
}

test('the anchors of the store, of which nothing is made or changed', async () => {
  // As a service leaves it that has ended.
  openSqliteStore({ file: paths.store, now: () => new Date().toISOString() }).close();
  const before = readdirSync(copy.folder);
  expect(await trustOf()).toBe('trusted');
  expect(readdirSync(copy.folder)).toEqual(before);
});

test('also what a service that runs has written since', async () => {
  const install = await openInstall(testOptions(copy.folder));
  await putAnchors(copy.folder, { ...anchorOf(copy.folder), status: 'suspended' });
  expect(existsSync(`${paths.store}-wal`)).toBe(true);
  expect(await trustOf()).not.toBe('trusted');
  await install.close();
});

test('the files of a former version, until the next start takes them over', async () => {
  makeFormer();
  expect(await trustOf()).toBe('trusted');
  expect(existsSync(paths.trust)).toBe(true);
});

test('nobody where there is no install, and none is made', async () => {
  const nowhere = path.join(copy.folder, 'nowhere');
  expect(await trustOf(nowhere)).not.toBe('trusted');
  expect(existsSync(nowhere)).toBe(false);
});

test.each([
  ['is of a newer version', () => new DatabaseSync(paths.store).exec('PRAGMA user_version = 9999')],
  [
    'is in a database of which nobody knows the address',
    () => {
      rmSync(paths.store);
      writeDatabaseId(paths.databaseId);
    },
  ],
  [
    'is no file',
    () => {
      rmSync(paths.store);
      mkdirSync(paths.store);
    },
  ],
])('a store that %s: it says that nobody knows', async (_what, damage) => {
  damage();
  expect(await trustOf()).toBe('unavailable');
});

test('a record that cannot be read is told', async () => {
  await putTrustText(copy.folder, 'development-ca', '{}');
  await expect(trustOf()).rejects.toMatchObject({ code: 'trust-file-malformed' });
});
