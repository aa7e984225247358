import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { certificatePem } from '#core/asn1/pem.ts';
import { formerIndexOf, takeOverFormerIndex } from '../../server/keys/former-key-index.ts';
import { KEY_RECORDS, type KeyEntry } from '../../server/keys/key-index.ts';
import { keyEntries, keyHome, putKeyEntries } from '../support/key-store.ts';
import { openKeys } from '../support/keys.ts';
import { testPki } from '../support/pki.ts';

let data: string;
let folder: string;
let entries: readonly KeyEntry[];
beforeEach(async () => {
  data = mkdtempSync(path.join(tmpdir(), 'vinseal-former-'));
  folder = path.join(data, 'keys');
  mkdirSync(folder);
  entries = await formerEntries();
});
afterEach(() => rmSync(data, { recursive: true }));

async function formerEntries(): Promise<readonly KeyEntry[]> {
  const pki = await testPki();
  const entry: KeyEntry = {
    ...{ manufacturerId: 'maker', keyId: 'one', algorithm: 'ecdsa-p256-sha256', state: 'active' },
    place: { kind: 'file', file: 'one.pem' },
    publicKey: Buffer.from([1, 2, 3]).toString('base64'),
    ...{ certificate: certificatePem(pki.ec.der), chain: [certificatePem(pki.root.der)], compromisedSince: null },
  };
  return [{ ...entry, keyId: 'z' }, entry];
}
const write = (index: unknown) => writeFileSync(path.join(folder, 'index.json'), JSON.stringify(index));
const takeOver = () => takeOverFormerIndex(keyHome(folder).shared, folder);
const files = () => readdirSync(folder);

test('the index of a former version is taken over once, in its order, and set aside', async () => {
  write(entries);
  await takeOver();
  expect(await keyEntries(data)).toEqual(entries);
  expect(files()).toEqual(['index.json.imported']);
  await takeOver();
  expect(await keyHome(folder).shared.read(KEY_RECORDS)).toMatchObject({ revision: 1 });
});

test('so is one of version 0.1, and its key signs', async () => {
  const pki = await testPki();
  const parts = { manufacturerId: 'maker', keyId: 'one', algorithm: 'ecdsa-p256-sha256' } as const;
  const pems = { certificate: certificatePem(pki.ec.der), chain: [certificatePem(pki.root.der)] };
  const passphrase = 'secret';
  const pem = pki.ec.key.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase });
  writeFileSync(path.join(folder, 'one.pem'), pem);
  writeFileSync(path.join(folder, 'one.pem.passphrase'), passphrase);
  write([
    { ...parts, ...pems, file: 'one.pem', active: true },
    { ...parts, ...pems, keyId: 'old', file: 'one.pem', active: false },
  ]);
  await takeOver();
  expect((await keyEntries(data)).map(({ keyId, state }) => [keyId, state])).toEqual([
    ['one', 'active'],
    ['old', 'retired'],
  ]);
  expect((await openKeys(folder).activeKey('maker'))?.certificate).toEqual(pki.ec.der);
});

test('killed after the store took it over and before the file was set aside: the next opening sets it aside', async () => {
  write(entries);
  await putKeyEntries(keyHome(folder).shared, entries);
  await takeOver();
  expect([files(), await keyEntries(data)]).toEqual([['index.json.imported'], entries]);
});

test('two instances that open at once take it over once', async () => {
  write(entries);
  await Promise.all([takeOver(), takeOver()]);
  expect([files(), await keyEntries(data)]).toEqual([['index.json.imported'], entries]);
});

test('one that says something else than the store does not count, and stays for all to see', async () => {
  const suspended = entries.map((entry) => ({ ...entry, state: 'suspended' as const }));
  await putKeyEntries(keyHome(folder).shared, suspended);
  write(entries);
  await takeOver();
  expect(await keyEntries(data)).toEqual(suspended);
  expect(formerIndexOf(folder)).toBe(path.join(folder, 'index.json'));
});

test.each([
  ['no JSON', '[{'],
  ['an unknown key', '[{"keyId":1}]'],
])('one that is %s stops the start, and nothing is taken over', async (_what, text) => {
  writeFileSync(path.join(folder, 'index.json'), text);
  await expect(takeOver()).rejects.toMatchObject({ code: 'index-unreadable' });
  expect([existsSync(path.join(folder, 'index.json')), await keyEntries(data)]).toEqual([true, []]);
});

test('one that names a key twice stops the start', async () => {
  write([...entries, ...entries]);
  await expect(takeOver()).rejects.toMatchObject({ code: 'index-unreadable' });
});
