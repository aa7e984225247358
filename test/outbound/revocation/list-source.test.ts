import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { openRevocationLists } from '../../../server/outbound/revocation/given-lists.ts';
import { openListSource } from '../../../server/outbound/revocation/list-source.ts';
import type { GivenList, RevocationLists } from '../../../server/ports/revocation-lists.ts';
import type { RevocationSource } from '../../../server/ports/revocation-source.ts';
import { openSqliteStore, type SqliteStore } from '../../../server/stores/sqlite/open-store.ts';
import { issueCrl, type TestCertificate, testRoot } from '../../support/pki.ts';

let root: TestCertificate;
let other: TestCertificate;
beforeAll(async () => {
  root = await testRoot({ name: 'source-root' });
  other = await testRoot({ name: 'source-other' });
});

let folder: string;
let store: SqliteStore;
let lists: RevocationLists;
let source: RevocationSource;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'vinseal-lists-'));
  store = openSqliteStore({ file: path.join(folder, 'store.sqlite'), now: () => '2026-03-01T08:00:00.000Z' });
  lists = openRevocationLists(store.shared);
  source = openListSource(store.shared);
});
afterEach(() => {
  store.close();
  rmSync(folder, { recursive: true });
});

const issued = (
  day: string,
  more: { readonly revoked?: readonly { serial: number; at: string }[] } = {},
  signer = root,
) => issueCrl({ signer, thisUpdate: `${day}T00:00:00Z`, nextUpdate: '2026-03-20T00:00:00Z', ...more });
const add = (der: Uint8Array, evenOlder = false) => lists.add(lists.read(der) as GivenList, { evenOlder });
const find = async (issuer = root) =>
  (await source.find({ certificate: issuer.der, issuer: issuer.der, at: '2026-03-01T00:00:00.000Z' })).crls;

test('finds the lists of an issuer among others, the newest first, and sees a newer one at once', async () => {
  const [old, newer, newest] = await Promise.all(['2026-02-01', '2026-02-02', '2026-02-03'].map((day) => issued(day)));
  await add(await issued('2026-02-01', {}, other));
  await add(old as Uint8Array);
  await add(newer as Uint8Array);
  expect(await find()).toEqual([newer, old]);
  await add(newest as Uint8Array);
  expect(await find()).toEqual([newest, newer, old]);
  await lists.remove(lists.read(newest as Uint8Array)?.name ?? '');
  expect(await find()).toEqual([newer, old]);
});

test('gives the same octets again while other lists come and go', async () => {
  await add(await issued('2026-02-01'));
  const [first] = await find();
  await add(await issued('2026-02-01', {}, other));
  expect((await find())[0]).toBe(first);
});

test('four lists of a scope are kept; an older one only where that is asked for', async () => {
  const days = ['2026-02-02', '2026-02-03', '2026-02-04', '2026-02-05', '2026-02-06'];
  const ders = await Promise.all(days.map((day) => issued(day)));
  for (const der of ders.slice(0, 3)) expect(await add(der)).toEqual({ kind: 'added' });
  expect(await add(ders[2] as Uint8Array)).toEqual({ kind: 'known' });
  const oldest = await issued('2026-02-01');
  expect(await add(oldest)).toMatchObject({ kind: 'older', than: { thisUpdate: '2026-02-04T00:00:00.000Z' } });
  expect(await add(oldest, true)).toEqual({ kind: 'added' });
  for (const der of ders.slice(3)) await add(der);
  expect(await find()).toEqual(ders.slice(1).toReversed());
  expect(await add(oldest, true)).toMatchObject({ kind: 'older' });
});

test('has at hand all its lists, but the newest of each scope where they are many, and nothing where these are', async () => {
  for (const day of ['2026-02-01', '2026-02-02', '2026-02-03', '2026-02-04'])
    for (const signer of [root, other]) await add(await issued(day, {}, signer));
  expect((await source.kept()).crls).toHaveLength(8);
  const third = await issued('2026-02-01', {}, await testRoot({ name: 'source-third' }));
  await add(third);
  expect((await source.kept()).crls).toEqual([await find(), await find(other), [third]].map(([newest]) => newest));
  const put = Array.from({ length: 6 }, (_, index) => ({ name: `own-${index}`, content: third }));
  await store.shared.change('revocation-lists', () => ({ put, remove: [], answer: null }));
  expect((await source.kept()).crls).toEqual([]);
});

test('a store that cannot be asked is no list that is missing', async () => {
  await source.kept();
  store.close();
  await expect(source.kept()).rejects.toThrow();
  await expect(find()).rejects.toThrow();
});
