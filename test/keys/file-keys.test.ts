import { createPublicKey, randomBytes, verify } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { addFileKey } from '../../server/keys/file/add-file-key.ts';
import { KEY_RECORDS } from '../../server/keys/key-index.ts';
import { prepareSignature } from '../../server/model/sealing/prepared-signature.ts';
import type { SigningAlgorithm } from '../../server/ports/signing-keys.ts';
import { keyHome } from '../support/key-store.ts';
import { openKeys } from '../support/keys.ts';
import { type TestPki, testKey, testPki } from '../support/pki.ts';

const random = (count: number) => new Uint8Array(randomBytes(count));
const attributes = new Uint8Array([0x31, 0]);
const prepare = () =>
  prepareSignature({ number: 'ASC-TEST', manufacturerId: 'maker', documentDigest: '00', signedAttributes: attributes });

let pki: TestPki;
beforeAll(async () => {
  pki = await testPki();
});

let folder: string;
beforeEach(() => {
  folder = path.join(mkdtempSync(path.join(tmpdir(), 'vinseal-keys-')), 'keys');
});
afterEach(() => rmSync(path.dirname(folder), { recursive: true }));

const kindOf = (algorithm: SigningAlgorithm) => (algorithm === 'rsa-pkcs1-sha256' ? pki.rsa : pki.ec);
async function add(keyId: string, algorithm: SigningAlgorithm, manufacturerId = 'maker') {
  const { der, key } = kindOf(algorithm);
  const parts = { manufacturerId, keyId, algorithm, privateKey: key, certificate: der, chain: [pki.root.der] };
  await addFileKey(keyHome(folder), parts, random);
}

describe.each(['rsa-pkcs1-sha256', 'ecdsa-p256-sha256'] as const)('a %s key', (algorithm) => {
  it('comes back with its certificate and signs what was prepared', async () => {
    await add('one', algorithm);
    const key = await openKeys(folder).activeKey('maker');
    expect(key).toMatchObject({ id: 'one', algorithm, certificate: kindOf(algorithm).der, chain: [pki.root.der] });
    const value = (await key?.sign(prepare())) as Uint8Array;
    expect(verify('sha256', attributes, createPublicKey(kindOf(algorithm).key), value)).toBe(true);
  });

  it('signs a token once, and nothing that only looks like one', async () => {
    await add('one', algorithm);
    const key = await openKeys(folder).activeKey('maker');
    const token = prepare();
    await key?.sign(token);
    await expect(key?.sign(token)).rejects.toMatchObject({ code: 'not-prepared' });
    await expect(key?.sign({ ...token })).rejects.toMatchObject({ code: 'not-prepared' });
  });

  it('gives its private half to nobody', async () => {
    await add('one', algorithm);
    const key = await openKeys(folder).activeKey('maker');
    expect(Object.keys(key ?? {}).sort()).toEqual(['algorithm', 'certificate', 'chain', 'id', 'sign']);
  });

  it('lies encrypted in files of its owner alone', async () => {
    await add('one', algorithm);
    for (const name of readdirSync(folder)) expect(statSync(path.join(folder, name)).mode & 0o777).toBe(0o600);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    const file = readdirSync(folder).find((name) => /\.(p12|pem)$/.test(name)) ?? '';
    const secret = kindOf(algorithm).key.export({ type: 'pkcs8', format: 'der' }).subarray(-40);
    expect(readFileSync(path.join(folder, file)).includes(secret)).toBe(false);
    expect(readFileSync(path.join(folder, file), 'latin1')).not.toContain('BEGIN PRIVATE KEY');
  });

  it('cannot be read with another passphrase', async () => {
    await add('one', algorithm);
    const name = readdirSync(folder).find((file) => file.endsWith('.passphrase')) ?? '';
    writeFileSync(path.join(folder, name), 'wrong');
    await expect(openKeys(folder).activeKey('maker')).rejects.toMatchObject({ code: 'passphrase-wrong' });
  });
});

describe('the active key', () => {
  it('is null for a folder, or a manufacturer, without one', async () => {
    expect(await openKeys(folder).activeKey('maker')).toBeNull();
    await add('one', 'ecdsa-p256-sha256');
    expect(await openKeys(folder).activeKey('another maker')).toBeNull();
    expect(await openKeys(folder).activeKey('maker', 'rsa-pkcs1-sha256')).toBeNull();
  });

  it('is the one of the algorithm asked for, else the last that was added', async () => {
    await add('rsa', 'rsa-pkcs1-sha256');
    await add('ec', 'ecdsa-p256-sha256');
    const keys = openKeys(folder);
    expect((await keys.activeKey('maker', 'rsa-pkcs1-sha256'))?.id).toBe('rsa');
    expect((await keys.activeKey('maker'))?.id).toBe('ec');
  });

  it('is replaced by a newer one of its algorithm, without a restart', async () => {
    await add('old', 'ecdsa-p256-sha256');
    const keys = openKeys(folder);
    expect((await keys.activeKey('maker'))?.id).toBe('old');
    await add('new', 'ecdsa-p256-sha256');
    expect((await keys.activeKey('maker'))?.id).toBe('new');
  });

  it('is each manufacturer’s own', async () => {
    await add('first', 'ecdsa-p256-sha256', 'first maker');
    await add('second', 'ecdsa-p256-sha256', 'second maker');
    expect((await openKeys(folder).activeKey('first maker'))?.id).toBe('first');
  });

  it('is read once', async () => {
    await add('one', 'rsa-pkcs1-sha256');
    const keys = openKeys(folder);
    expect(await keys.activeKey('maker')).toBe(await keys.activeKey('maker'));
  });

  it('must be the one that the certificate names', async () => {
    const parts = { manufacturerId: 'maker', keyId: 'one', algorithm: 'ecdsa-p256-sha256' } as const;
    const privateKey = testKey('p-256', 'stranger');
    await addFileKey(keyHome(folder), { ...parts, privateKey, certificate: pki.ec.der, chain: [] }, random);
    await expect(openKeys(folder).activeKey('maker')).rejects.toMatchObject({ code: 'key-not-found' });
  });
});

it('gives no id twice, and writes over no key', async () => {
  await add('one', 'ecdsa-p256-sha256');
  const before = readFileSync(path.join(folder, 'one.pem'), 'utf8');
  await expect(add('one', 'ecdsa-p256-sha256')).rejects.toMatchObject({ code: 'already-exists' });
  expect(readFileSync(path.join(folder, 'one.pem'), 'utf8')).toBe(before);
});

it('refuses an index that leads out of its folder', async () => {
  await add('one', 'ecdsa-p256-sha256');
  await keyHome(folder).shared.change(KEY_RECORDS, (records) => ({
    put: records.map(({ name, content }) => {
      const led = new TextDecoder().decode(content).replace('one.pem', '../one.pem');
      return { name, content: new TextEncoder().encode(led) };
    }),
    ...{ remove: [], answer: null },
  }));
  await expect(openKeys(folder).activeKey('maker')).rejects.toMatchObject({ code: 'index-unreadable' });
});
