import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Store } from '../../../server/ports/store.ts';
import { readOwnTrust } from '../../../server/stores/trust/own-trust.ts';
import { ignoredTrustFiles, takeOverTrustFolder } from '../../../server/stores/trust/take-over-folder.ts';
import { saveTrustAnchor } from '../../../server/stores/trust/trust-file.ts';
import { pem, type TestCertificate, testRoot } from '../../support/pki.ts';
import { trustAnchor } from '../../support/trust.ts';
import { type SqliteFixture, sqliteFixture } from '../sqlite/sqlite-fixture.ts';

let root: TestCertificate;
beforeAll(async () => {
  root = await testRoot({ name: 'former' });
});

let data: string;
let folder: string;
let fixture: SqliteFixture;
let shared: Store['shared'];
beforeEach(async () => {
  data = mkdtempSync(path.join(tmpdir(), 'vinseal-former-'));
  folder = path.join(data, 'trust');
  fixture = await sqliteFixture();
  shared = (await fixture.open()).shared;
  // As a former version had it: an anchor in one file, one whose certificate lies beside it, and what was suspended.
  saveTrustAnchor(folder, trustAnchor('one', root.der));
  writeFileSync(path.join(folder, 'ca.pem'), pem('CERTIFICATE', root.der));
  write('two.json', { id: 'two', certificate: 'ca.pem', manufacturers: [], timeStamping: true });
  write('_suspended.json', SUSPENSIONS);
  write('_replaced-one-20260301T080000000Z.json', {});
});
afterEach(async () => {
  await fixture.dispose();
  rmSync(data, { recursive: true });
});

const SUSPENSIONS = { anchors: ['one'], manufacturers: [] };
const write = (name: string, content: unknown) => writeFileSync(path.join(folder, name), JSON.stringify(content));
const own = async () => readOwnTrust((await shared.read('trust')).records);
const revision = async () => (await shared.read('trust')).revision;
const imported = () => existsSync(`${folder}.imported`);

it('takes over what a former version had, once, and sets its files aside', async () => {
  expect(await takeOverTrustFolder(shared, folder)).toBe(true);
  const taken = { anchors: [trustAnchor('one', root.der), trustAnchor('two', root.der)], suspensions: SUSPENSIONS };
  expect(await own()).toEqual(taken);
  expect([existsSync(folder), imported()]).toEqual([false, true]);
  expect(await takeOverTrustFolder(shared, folder)).toBe(true);
  expect([await own(), await revision()]).toEqual([taken, 1]);
});

it('goes on where a process died before it set the files aside, and does not undo what was changed since', async () => {
  await takeOverTrustFolder(shared, folder);
  cpSync(`${folder}.imported`, folder, { recursive: true });
  rmSync(`${folder}.imported`, { recursive: true });
  await shared.change('trust', () => ({ put: [], remove: ['two'], answer: null }));
  await takeOverTrustFolder(shared, folder);
  expect([existsSync(folder), imported()]).toEqual([false, true]);
  expect((await own()).anchors.map(({ id }) => id)).toEqual(['one']);
});

it('by several processes at once it is taken over once', async () => {
  const others = await Promise.all([fixture.open(), fixture.open()]);
  const all = await Promise.all(others.map((store) => takeOverTrustFolder(store.shared, folder)));
  expect([all, await revision(), imported()]).toEqual([[true, true], 1, true]);
});

describe('nothing is taken over, and nothing set aside', () => {
  it.each([
    ['a file that is no anchor', 'three.json', { id: 'three' }],
    ['an id twice', 'three.json', { id: 'two', certificate: 'ca.pem', manufacturers: [], timeStamping: true }],
    ['suspensions that cannot be read', '_suspended.json', { anchors: 'one' }],
  ])('for %s', async (_what, name, content) => {
    write(name, content);
    const file = path.join(folder, name);
    await expect(takeOverTrustFolder(shared, folder)).rejects.toMatchObject({ code: 'trust-file-malformed' });
    expect([await revision(), existsSync(file), imported()]).toEqual([0, true, false]);
  });

  it('for an install of which neither the store nor the folder has a list', async () => {
    rmSync(folder, { recursive: true });
    expect(await takeOverTrustFolder(shared, folder)).toBe(false);
    mkdirSync(folder);
    expect(await takeOverTrustFolder(shared, folder)).toBe(false);
    expect(await revision()).toBe(0);
  });
});

it('files that come later count for nothing, and are named', async () => {
  await takeOverTrustFolder(shared, folder);
  expect(await ignoredTrustFiles(folder)).toEqual([]);
  saveTrustAnchor(folder, trustAnchor('later', root.der));
  await takeOverTrustFolder(shared, folder);
  expect((await own()).anchors.map(({ id }) => id)).toEqual(['one', 'two']);
  expect(await ignoredTrustFiles(folder)).toEqual(['later.json']);
  // Nor do they keep anything from starting where they cannot be read.
  symlinkSync(path.join(data, 'nowhere'), path.join(folder, 'dangling.json'));
  expect(await takeOverTrustFolder(shared, folder)).toBe(true);
  expect(await ignoredTrustFiles(folder)).toEqual(['dangling.json', 'later.json']);
});
