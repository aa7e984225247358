import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { openRevocationLists } from '../../../server/outbound/revocation/given-lists.ts';
import type { GivenList, RevocationLists } from '../../../server/ports/revocation-lists.ts';
import { openSqliteStore, type SqliteStore } from '../../../server/stores/sqlite/open-store.ts';
import { issueCrl, type TestCertificate, testKey, testRoot } from '../../support/pki.ts';

/** Lists are fetched over http: whoever is on the way can put any other in the place of one. */

let root: TestCertificate;
let forger: TestCertificate;
beforeAll(async () => {
  root = await testRoot({ name: 'given-root' });
  forger = await testRoot({ name: 'given-root', key: testKey('p-256', 'given-forger') });
});

let folder: string;
let store: SqliteStore;
let lists: RevocationLists;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'vinseal-given-'));
  store = openSqliteStore({ file: path.join(folder, 'store.sqlite'), now: () => '2026-03-01T08:00:00.000Z' });
  lists = openRevocationLists(store.shared, async () => [root.der]);
});
afterEach(() => {
  store.close();
  rmSync(folder, { recursive: true });
});

const by = (signer: TestCertificate, day: number, serial = 7) =>
  issueCrl({
    ...{ signer, issuer: root, thisUpdate: `2026-02-0${day}T00:00:00Z`, nextUpdate: '2026-03-20T00:00:00Z' },
    revoked: [{ serial, at: '2026-01-01T00:00:00Z' }],
  });
const add = async (der: Uint8Array, evenOlder = false) =>
  (await lists.add(lists.read(der) as GivenList, { evenOlder })).kind;
const has = async (der: Uint8Array) => (await lists.all()).some((list) => Buffer.compare(list.der, der) === 0);

test('lists that the key of their issuer did not sign take the place of none that it did, and keep none out', async () => {
  const genuine = await by(root, 1);
  await add(genuine);
  for (const day of [2, 3, 4, 5, 6]) expect(await add(await by(forger, day))).toBe('added');
  expect(await has(genuine)).toBe(true);
  const newer = await by(root, 3);
  expect(await add(newer)).toBe('added');
  expect(await add(await by(root, 2))).toBe('older');
  expect(await Promise.all([genuine, newer].map(has))).toEqual([true, true]);
  expect(await lists.all()).toHaveLength(5);
});

test('of two lists of one second the one that the key of the issuer signed stays, whichever came first', async () => {
  const [genuine, forged] = [await by(root, 1), await by(forger, 1)];
  await add(forged);
  expect(await add(genuine)).toBe('added');
  expect(await add(forged)).toBe('older');
  expect(await add(forged, true)).toBe('older');
  expect(await Promise.all([genuine, forged].map(has))).toEqual([true, false]);
});
