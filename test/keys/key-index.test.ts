import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { certificatePem } from '#core/asn1/pem.ts';
import { addFileKey } from '../../server/keys/file/add-file-key.ts';
import { readKeyIndex } from '../../server/keys/key-index.ts';
import { openKeyLedger } from '../../server/keys/key-ledger.ts';
import { openKeys, openSources, random } from '../support/keys.ts';
import { testPki } from '../support/pki.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'vinseal-index-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('an index of version 0.1 is read, signs, and is written anew with the next change', async () => {
  const pki = await testPki();
  const parts = { manufacturerId: 'maker', keyId: 'one', algorithm: 'ecdsa-p256-sha256' } as const;
  const key = { ...parts, privateKey: pki.ec.key, certificate: pki.ec.der, chain: [pki.root.der] };
  addFileKey(folder, key, random);
  const pems = { certificate: certificatePem(pki.ec.der), chain: [certificatePem(pki.root.der)] };
  const first = [
    { ...parts, ...pems, file: 'one.pem', active: true },
    { ...parts, ...pems, keyId: 'old', file: 'one.pem', active: false },
  ];
  writeFileSync(path.join(folder, 'index.json'), JSON.stringify(first));
  expect(readKeyIndex(folder).map(({ keyId, state }) => [keyId, state])).toEqual([
    ['one', 'active'],
    ['old', 'retired'],
  ]);
  expect((await openKeys(folder).activeKey('maker'))?.certificate).toEqual(pki.ec.der);
  const ledger = openKeyLedger(folder, openSources(folder));
  await ledger.change((records) => ({
    save: records.map((record) => ({ ...record, state: 'suspended' })),
    answer: null,
  }));
  expect(await openKeys(folder).activeKey('maker')).toBeNull();
  expect((await ledger.list()).map(({ state }) => state)).toEqual(['suspended', 'suspended']);
});
