import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { modelsOf } from '../../../server/stores/mongo/database.ts';
import { SCHEMA_VERSION } from '../../../server/stores/mongo/migrate.ts';
import { openMongoStore } from '../../../server/stores/mongo/open-mongo-store.ts';
import { LATER } from '../../contract/store-samples.ts';
import { freePort } from '../../support/free-port.ts';
import { end, findMongo, hasMongo, startServer } from '../../support/mongod.ts';
import { describeWithOwnMongo } from './mongo-suite.ts';

const source = findMongo();

const open = (url: string, changes: { readonly migrates?: boolean; readonly install?: string | null } = {}) =>
  openMongoStore({ url, now: () => LATER, migrates: false, install: 'one', ...changes });

/** Begun before all tests, and asked for after them: it takes as long as a server may take to answer. */
const nobody = tryNobody();

async function tryNobody(): Promise<unknown> {
  const url = `mongodb://user:pa55word@127.0.0.1:${await freePort()}/x?replicaSet=rs0`;
  return open(url).catch((error: unknown) => error);
}

describe('an address', () => {
  test.each([
    ['no address', 'postgres://user:pa55word@127.0.0.1/x'],
    ['a password with signs that are not escaped', 'mongodb://user:pa55word@word@127.0.0.1:1/x'],
    ['an option that is none', 'mongodb://user:pa55word@127.0.0.1:1/x?replicaSet=rs0&tls=perhaps'],
  ])('that is %s is refused, and not repeated', async (_what, url) => {
    const fault = await open(url).catch((error: unknown) => error);
    expect(fault).toMatchObject({ code: 'store-address-not-valid' });
    expect(JSON.stringify([String(fault), (fault as Error).stack, (fault as Error).cause])).not.toContain('pa55word');
  });
});

describeWithOwnMongo('opening a store in MongoDB', ({ mongo, database }) => {
  test('without its indexes is refused, and nothing is made, unless it may be', async () => {
    const url = mongo().url('vinseal-bare');
    await expect(open(url)).rejects.toMatchObject({ code: 'store-not-migrated' });
    await (await open(url, { migrates: true })).close();
    await (await open(url)).close();
  });

  test('that lost one index is refused', async () => {
    const { url, connection } = database();
    await (await open(url)).close();
    await modelsOf(connection).lines.collection.dropIndex('claim');
    await expect(open(url)).rejects.toMatchObject({ code: 'store-not-migrated' });
    await (await open(url, { migrates: true })).close();
    await (await open(url)).close();
  });

  test('of a newer version is refused, and left alone', async () => {
    const { url, connection } = database();
    const { versions } = modelsOf(connection);
    await versions.updateOne({ _id: 'schema' }, { $set: { version: 99 } });
    for (const migrates of [false, true])
      await expect(open(url, { migrates })).rejects.toMatchObject({ code: 'store-newer' });
    await versions.updateOne({ _id: 'schema' }, { $set: { version: SCHEMA_VERSION } });
  });

  test('of another data folder is refused, also while that folder is being made', async () => {
    const { url } = database();
    await (await open(url, { install: 'one' })).close();
    for (const install of ['another', null])
      await expect(open(url, { install })).rejects.toMatchObject({ code: 'store-of-another-install' });
  });

  (source?.kind === 'program' ? test : test.skip)(
    'after the server was killed and came back goes on by itself',
    async () => {
      const store = await open(database().url);
      await store.shared.change('trust', () => ({ put: [], remove: [], answer: null }));
      await mongo().restart();
      await store.health.tryWrite();
      await store.close();
    },
  );
});

(hasMongo('a standalone mongod') && source?.kind === 'program' ? describe : describe.skip)(
  'a server without a set',
  () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'vinseal-standalone-'));
    let server: Awaited<ReturnType<typeof startServer>>;
    let port: number;
    beforeAll(async () => {
      port = await freePort();
      server = await startServer(source?.kind === 'program' ? source.program : '', { folder, port, standalone: true });
    });
    afterAll(async () => {
      await end(server);
      rmSync(folder, { recursive: true, force: true });
    });

    test('is refused', async () => {
      await expect(open(`mongodb://127.0.0.1:${port}/x`)).rejects.toMatchObject({ code: 'store-standalone' });
    });
  },
);

test('an address where nobody listens is a store that cannot be reached', async () => {
  const fault = await nobody;
  expect(fault).toMatchObject({ code: 'store-unreachable' });
  expect(String((fault as Error).message)).not.toContain('pa55word');
}, 60_000);
