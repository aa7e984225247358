import { createPublicKey, type KeyObject } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { openFileKeySource } from '../../../server/keys/file/file-key-source.ts';
import { SIGNING_ALGORITHMS, type SigningAlgorithm } from '../../../server/ports/signing-keys.ts';
import { signingKeysContract } from '../../contract/signing-keys.contract.ts';
import { sharedOf } from '../../support/key-store.ts';
import { makeActiveKey, openSources, random } from '../../support/keys.ts';
import { testKey, testRoot } from '../../support/pki.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'vinseal-file-keys-'));
afterAll(() => rmSync(folder, { recursive: true }));
const sources = openSources(folder);
const shared = sharedOf(folder);

const spki = (key: KeyObject) => new Uint8Array(createPublicKey(key).export({ type: 'spki', format: 'der' }));

async function open(algorithm: SigningAlgorithm, keyId: string, existing?: string) {
  const issuer = await testRoot({ name: 'root' });
  const recipe = { shared, sources, source: 'file', algorithm, issuer, keyId };
  return makeActiveKey(existing === undefined ? recipe : { ...recipe, existing });
}

/** An encrypted PKCS#8 file as an operator brings it. */
function bring(name: string, key: KeyObject, passphrase: string): string {
  const pem = key.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase });
  writeFileSync(path.join(folder, name), pem, { mode: 0o600 });
  return name;
}

function bringWithPassphrase(name: string, key: KeyObject): string {
  writeFileSync(path.join(folder, `${name}.passphrase`), 'secret\n', { mode: 0o600 });
  return bring(name, key, 'secret');
}

const existing4096 = () => bringWithPassphrase('big.pem', testKey('rsa-4096', 'brought'));
signingKeysContract('key files', [
  ...SIGNING_ALGORITHMS.map((algorithm) => ({ algorithm, open: () => open(algorithm, algorithm) })),
  { algorithm: 'rsa-pkcs1-sha256', bits: 4096, open: async () => open('rsa-pkcs1-sha256', 'big', existing4096()) },
  { algorithm: 'rsa-pss-sha256', bits: 4096, open: async () => open('rsa-pss-sha256', 'big-pss', existing4096()) },
]);

describe('a key file that somebody brings', () => {
  const place = (file: string) => ({ kind: 'file', file }) as const;
  const source = (ask: ((file: string) => Promise<string | null>) | null = null) =>
    openFileKeySource(folder, { randomBytes: random, ask });
  const key = testKey('p-256', 'brought');

  test('is opened with the passphrase that is typed where none lies beside it', async () => {
    bring('typed.pem', key, 'only in a head');
    const asked: string[] = [];
    const ask = async (file: string) => {
      asked.push(file);
      return 'only in a head';
    };
    const opened = await source(ask).open(place('typed.pem'), 'ecdsa-p256-sha256');
    expect(opened.publicKey).toEqual(spki(key));
    expect(asked).toEqual(['typed.pem']);
  });

  test('is refused with a wrong passphrase, without any, and where there is none', async () => {
    bring('asked.pem', key, 'right');
    const open = (file: string, ask: ((file: string) => Promise<string | null>) | null = null) =>
      source(ask).open(place(file), 'ecdsa-p256-sha256');
    await expect(open('asked.pem', async () => 'wrong')).rejects.toMatchObject({ code: 'passphrase-wrong' });
    await expect(open('asked.pem')).rejects.toMatchObject({ code: 'passphrase-missing' });
    await expect(open('asked.pem', async () => null)).rejects.toMatchObject({ code: 'passphrase-missing' });
    await expect(open('missing.pem')).rejects.toMatchObject({ code: 'key-not-here' });
  });

  test('may be typed wrong twice, and is not asked for again', async () => {
    bring('slip.pem', key, 'right');
    const answers = ['wrong', 'Right', 'right'];
    const asking = source(async () => answers.shift() ?? null);
    await asking.open(place('slip.pem'), 'ecdsa-p256-sha256');
    expect((await asking.open(place('slip.pem'), 'ecdsa-p256-sha256')).publicKey).toEqual(spki(key));
    expect(answers).toEqual([]);
  });

  test('is never written over by a new one', async () => {
    bring('kept.pem', key, 'right');
    const wish = { keyId: 'kept', algorithm: 'ecdsa-p256-sha256', existing: null } as const;
    const before = readFileSync(path.join(folder, 'kept.pem'), 'utf8');
    const made = await Promise.all([source().create(wish), source().create(wish)]);
    expect(made.map(({ place }) => place.kind === 'file' && place.file).sort()).toEqual(['kept.2.pem', 'kept.3.pem']);
    expect(readFileSync(path.join(folder, 'kept.pem'), 'utf8')).toBe(before);
    for (const { place, key } of made)
      expect((await source().open(place, 'ecdsa-p256-sha256')).publicKey).toEqual(key.publicKey);
  });
});
