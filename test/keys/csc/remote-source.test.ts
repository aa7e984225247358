import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { openRemoteSource } from '../../../server/keys/csc/source.ts';
import { isSignatureOf } from '../../../server/keys/signature-format.ts';
import type { SigningAlgorithm, SigningKey } from '../../../server/ports/signing-keys.ts';
import { signingKeysContract } from '../../contract/signing-keys.contract.ts';
import { CSC_CLIENT, CSC_PIN, CSC_SECRET, type CscServer, startCscServer } from '../../support/csc-server.ts';
import { sharedOf } from '../../support/key-store.ts';
import { makeActiveKey, openSources } from '../../support/keys.ts';
import { type TestKeyKind, testKey, testLeaf, testRoot } from '../../support/pki.ts';
import { hasTool } from '../../support/tools.ts';

const hasOpenssl = hasTool('openssl', 'the test service signs with it, so no remote key is tried');
const folder = mkdtempSync(path.join(tmpdir(), 'vinseal-remote-'));
const sources = openSources(folder);
const shared = sharedOf(folder);
/** Longer than any answer takes on a busy machine, in ms. */
const PROTECTIVE_MS = 60_000;
let server: CscServer;

/** The first one asks for a PIN and gives activation data, as SCAL 2 wants. */
async function start(): Promise<void> {
  server = await startCscServer({ asksPin: true });
  const kinds: readonly TestKeyKind[] = ['rsa-3072', 'rsa-4096', 'p-256', 'p-384'];
  const issuer = await testRoot({ name: 'root' });
  for (const kind of kinds) {
    const key = testKey(kind, 'remote');
    const { der: certificate } = await testLeaf(issuer, { key, serial: 3001 });
    server.credentials.set(kind, { id: kind, key, certificate, raw: kind === 'p-384' });
  }
  const { service, tokenAddress } = server;
  const settings = { kind: 'remote', manufacturerId: 'maker', clientId: CSC_CLIENT, service, tokenAddress };
  const cloud = { ...settings, secretFile: 'cloud.secret', pinFile: 'cloud.pin', timeoutMs: PROTECTIVE_MS, retryMs: 1 };
  writeFileSync(path.join(folder, 'sources.json'), JSON.stringify({ cloud }));
  writeFileSync(path.join(folder, 'cloud.secret'), `${CSC_SECRET}\n`, { mode: 0o600 });
  writeFileSync(path.join(folder, 'cloud.pin'), `${CSC_PIN}\n`, { mode: 0o600 });
}
const starting = start();
beforeAll(() => starting);
afterAll(async () => {
  await sources.close();
  await server.close();
  rmSync(folder, { recursive: true });
});

async function open(algorithm: SigningAlgorithm, existing: TestKeyKind): Promise<SigningKey> {
  await starting;
  const issuer = await testRoot({ name: 'root' });
  const keyId = `${algorithm}-${existing}`;
  return makeActiveKey({ shared, sources, source: 'cloud', algorithm, issuer, existing, keyId });
}

if (hasOpenssl) {
  signingKeysContract('remote service', [
    { algorithm: 'rsa-pkcs1-sha256', bits: 3072, open: () => open('rsa-pkcs1-sha256', 'rsa-3072') },
    { algorithm: 'rsa-pkcs1-sha256', bits: 4096, open: () => open('rsa-pkcs1-sha256', 'rsa-4096') },
    { algorithm: 'rsa-pss-sha256', bits: 3072, open: () => open('rsa-pss-sha256', 'rsa-3072') },
    { algorithm: 'ecdsa-p256-sha256', open: () => open('ecdsa-p256-sha256', 'p-256') },
    { algorithm: 'ecdsa-p384-sha384', open: () => open('ecdsa-p384-sha384', 'p-384') },
  ]);
}

(hasOpenssl ? describe : describe.skip)('a remote service', () => {
  const algorithm = 'ecdsa-p256-sha256';
  const place = { kind: 'remote', source: 'cloud', credential: 'p-256' } as const;
  const bytes = new TextEncoder().encode('bytes');
  let other: CscServer;
  beforeEach(async () => {
    other = await startCscServer({ asksPin: false });
    for (const credential of server.credentials.values()) other.credentials.set(credential.id, credential);
  });
  afterEach(() => other.close());

  /** What the next question to the service may take. */
  let timeoutMs: number;
  beforeEach(() => {
    timeoutMs = PROTECTIVE_MS;
  });
  const source = (changes: { readonly secret?: string } = {}) =>
    openRemoteSource({
      name: 'cloud',
      service: other.service,
      tokenAddress: other.tokenAddress,
      clientId: CSC_CLIENT,
      readSecret: async () => changes.secret ?? CSC_SECRET,
      readPin: null,
      get timeoutMs() {
        return timeoutMs;
      },
      retryMs: 1,
      now: () => performance.now(),
    });
  const count = (name: string) => other.calls.filter((call) => call === name).length;
  const SIGN = 'csc/v2/signatures/signHash';
  const INFO = 'csc/v2/credentials/info';

  test('gives one token to all who ask at once', async () => {
    const cloud = source();
    await Promise.all(Array.from({ length: 8 }, () => cloud.open(place, algorithm)));
    expect(count('oauth2/token')).toBe(1);
    expect(count(INFO)).toBe(8);
  });

  test('is asked with a new token when it has forgotten the old one', async () => {
    const key = await source().open(place, algorithm);
    other.dropTokens();
    expect(isSignatureOf(algorithm, key.publicKey, bytes, await key.sign(bytes))).toBe(true);
    expect(count('oauth2/token')).toBe(2);
    expect(count(SIGN)).toBe(2);
  });

  test.each([
    [500, 3],
    [503, 3],
    [429, 3],
    ['garbage', 3],
    ['redirect', 3],
  ] as const)('is asked again for what does no harm twice: %s', async (answer, asked) => {
    other.faults.push({ path: INFO, answer }, { path: INFO, answer });
    await source().open(place, algorithm);
    expect(count(INFO)).toBe(asked);
  });

  test.each([
    [503, 3, null],
    [429, 3, null],
    [500, 1, 'source-unavailable'],
    [400, 1, 'source-refused'],
    ['garbage', 1, 'source-unavailable'],
    ['nothing', 1, 'source-unavailable'],
  ] as const)('is asked to sign again only where it says that it has not signed: %s', async (answer, asked, code) => {
    const key = await source().open(place, algorithm);
    if (answer === 'nothing') timeoutMs = 1_000;
    other.faults.push({ path: SIGN, answer }, { path: SIGN, answer });
    const signed = key.sign(bytes).then(
      () => null,
      (fault: { code: string }) => fault.code,
    );
    expect(await signed).toBe(code);
    expect(count(SIGN)).toBe(asked);
  });

  test('never sends its token or secret on to where a redirect leads', async () => {
    other.faults.push(...Array.from({ length: 3 }, () => ({ path: 'oauth2/token', answer: 'redirect' as const })));
    await expect(source().open(place, algorithm)).rejects.toMatchObject({ code: 'source-unavailable' });
    expect(other.calls).toEqual(['oauth2/token', 'oauth2/token', 'oauth2/token']);
  });

  test('is refused with a wrong secret, a credential that is not there, disabled or of another kind', async () => {
    await expect(source({ secret: 'wrong' }).open(place, algorithm)).rejects.toMatchObject({ code: 'source-refused' });
    const open = (credential: string, name: SigningAlgorithm = algorithm) =>
      source().open({ ...place, credential }, name);
    await expect(open('nobody')).rejects.toMatchObject({ code: 'source-refused' });
    await expect(open('p-256', 'rsa-pss-sha256')).rejects.toMatchObject({ code: 'source-refused' });
    const credential = server.credentials.get('p-256');
    if (credential !== undefined) other.credentials.set('off', { ...credential, id: 'off', status: 'disabled' });
    await expect(open('off')).rejects.toMatchObject({ code: 'source-refused' });
  });

  test('has its one credential found, and several named', async () => {
    const create = () => source().create({ keyId: 'one', algorithm, existing: null });
    await expect(create()).rejects.toMatchObject({ code: 'key-not-found' });
    for (const id of other.credentials.keys()) if (id !== 'p-256') other.credentials.delete(id);
    expect(await create()).toMatchObject({ place });
  });
});

test.each([
  'http://signing.example/csc/v2',
  'http://127.0.0.1.example/csc/v2',
  'ftp://127.0.0.1/csc/v2',
  'https://signing.example/csc/v2/',
])('secrets are not sent to %s', async (service) => {
  const other = mkdtempSync(path.join(tmpdir(), 'vinseal-unsafe-'));
  const base = { kind: 'remote', manufacturerId: 'maker', clientId: 'x', secretFile: 'x' };
  const cloud = { ...base, service, tokenAddress: 'https://signing.example/token' };
  writeFileSync(path.join(other, 'sources.json'), JSON.stringify({ cloud }));
  expect(() => openSources(other).named('cloud')).toThrow('https');
  rmSync(other, { recursive: true });
});
