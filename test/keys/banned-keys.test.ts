import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { addFileKey } from '../../server/keys/file/add-file-key.ts';
import type { KeyEntry } from '../../server/keys/key-index.ts';
import { openSigningKeys } from '../../server/keys/signing-keys.ts';
import { prepareSignature } from '../../server/model/sealing/prepared-signature.ts';
import { keyEntries, keyHome, putKeyEntries } from '../support/key-store.ts';
import { openKeys, openSources } from '../support/keys.ts';
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
beforeEach(async () => {
  folder = path.join(mkdtempSync(path.join(tmpdir(), 'vinseal-banned-')), 'keys');
  await add('one');
});
afterEach(() => rmSync(path.dirname(folder), { recursive: true }));

async function add(keyId: string): Promise<void> {
  const { der, key } = pki.ec;
  const parts = { manufacturerId: 'maker', keyId, algorithm: 'ecdsa-p256-sha256', privateKey: key } as const;
  await addFileKey(
    keyHome(folder),
    { ...parts, certificate: der, chain: [pki.root.der] },
    (count) => new Uint8Array(randomBytes(count)),
  );
}

/** As another instance does it. */
async function change(keyId: string, changes: Partial<Pick<KeyEntry, 'state' | 'compromisedSince'>>): Promise<void> {
  const { shared } = keyHome(folder);
  const entries = await keyEntries(path.dirname(folder));
  await putKeyEntries(
    shared,
    entries.filter((entry) => entry.keyId === keyId).map((entry) => ({ ...entry, ...changes })),
  );
}

test.each(['suspended', 'retired', 'compromised'] as const)(
  'a key that became %s after it was chosen signs nothing',
  async (state) => {
    const key = await openKeys(folder).activeKey('maker');
    await change('one', { state });
    await expect(key?.sign(prepare())).rejects.toMatchObject({ code: 'key-not-active' });
  },
);

test('a value that was made while the key was suspended is not given out', async () => {
  const place = openSources(folder);
  const keys = openSigningKeys(keyHome(folder).shared, {
    ...place,
    open: async (...asked) => {
      const key = await place.open(...asked);
      const sign = async (bytes: Uint8Array) => {
        await change('one', { state: 'suspended' });
        return key.sign(bytes);
      };
      return { ...key, sign };
    },
  });
  const key = await keys.activeKey('maker');
  await expect(key?.sign(prepare())).rejects.toMatchObject({ code: 'key-not-active' });
});

test('where the store cannot be asked the key is not asked either', async () => {
  const asked: string[] = [];
  const place = openSources(folder);
  const { shared } = keyHome(folder);
  const fault = Object.assign(new Error('no majority'), { code: 'store-unreachable' });
  let isReachable = true;
  const keys = openSigningKeys(
    {
      ...shared,
      view: (kind, derive) => {
        const view = shared.view(kind, derive);
        return () => (isReachable ? view() : Promise.reject(fault));
      },
    },
    {
      ...place,
      open: async (...wanted) => {
        const key = await place.open(...wanted);
        const sign = (bytes: Uint8Array) => {
          asked.push('sign');
          return key.sign(bytes);
        };
        return { ...key, sign };
      },
    },
  );
  const key = await keys.activeKey('maker');
  await key?.sign(prepare());
  isReachable = false;
  await expect(key?.sign(prepare())).rejects.toBe(fault);
  await expect(keys.activeKey('maker')).rejects.toBe(fault);
  expect(asked).toEqual(['sign']);
});

test('the same key under another id signs nothing once one of them is compromised', async () => {
  await add('two');
  const key = await openKeys(folder).activeKey('maker');
  expect(key?.id).toBe('two');
  await change('one', { state: 'compromised', compromisedSince: SINCE });
  await expect(key?.sign(prepare())).rejects.toMatchObject({ code: 'key-not-active' });
});
