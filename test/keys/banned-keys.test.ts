import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { addFileKey } from '../../server/keys/file/add-file-key.ts';
import { readKeyIndex, writeKeyIndex } from '../../server/keys/key-index.ts';
import { prepareSignature } from '../../server/model/sealing/prepared-signature.ts';
import type { KeyState } from '../../server/ports/key-ledger.ts';
import { openKeys } from '../support/keys.ts';
import { type TestPki, testPki } from '../support/pki.ts';

const SINCE = '2026-01-01T00:00:00.000Z';
const prepare = () =>
  prepareSignature({
    number: 'ASC-TEST',
    manufacturerId: 'maker',
    documentDigest: '00',
    signedAttributes: new Uint8Array([0x31, 0]),
  });

let pki: TestPki;
let folder: string;
beforeAll(async () => {
  pki = await testPki();
});
beforeEach(() => {
  folder = path.join(mkdtempSync(path.join(tmpdir(), 'vinseal-banned-')), 'keys');
  add('one');
});
afterEach(() => rmSync(path.dirname(folder), { recursive: true }));

function add(keyId: string): void {
  const { der, key } = pki.ec;
  const parts = { manufacturerId: 'maker', keyId, algorithm: 'ecdsa-p256-sha256', privateKey: key } as const;
  addFileKey(
    folder,
    { ...parts, certificate: der, chain: [pki.root.der] },
    (count) => new Uint8Array(randomBytes(count)),
  );
}

function change(keyId: string, changes: { readonly state?: KeyState; readonly compromisedSince?: string }): void {
  const entries = readKeyIndex(folder);
  writeKeyIndex(
    folder,
    entries.map((entry) => (entry.keyId === keyId ? { ...entry, ...changes } : entry)),
  );
}

test.each(['suspended', 'retired', 'compromised'] as const)(
  'a key that became %s after it was chosen signs nothing',
  async (state) => {
    const key = await openKeys(folder).activeKey('maker');
    change('one', { state });
    await expect(key?.sign(prepare())).rejects.toMatchObject({ code: 'key-not-active' });
  },
);

test('a value that was made while the key was suspended is not given out', async () => {
  const key = await openKeys(folder).activeKey('maker');
  const signing = key?.sign(prepare());
  change('one', { state: 'suspended' });
  await expect(signing).rejects.toMatchObject({ code: 'key-not-active' });
});

test('the same key under another id signs nothing once one of them is compromised', async () => {
  add('two');
  const key = await openKeys(folder).activeKey('maker');
  expect(key?.id).toBe('two');
  change('one', { state: 'compromised', compromisedSince: SINCE });
  await expect(key?.sign(prepare())).rejects.toMatchObject({ code: 'key-not-active' });
});
