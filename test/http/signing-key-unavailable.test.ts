/** What holds the key is down, or the passphrase is not there: nothing is issued, nothing stays taken, and it is said. */

import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { Express } from 'express';
import request from 'supertest';
import { certificatesOfPem } from '#core/asn1/pem.ts';
import { dataPaths } from '../../server/compose/install-options.ts';
import { readKeyFile } from '../../server/keys/file/key-files.ts';
import type { KeySourceError } from '../../server/ports/key-source-error.ts';
import { tokenOf } from '../support/actors.ts';
import { type CscCredential, type CscServer, startCscServer } from '../support/csc-server.ts';
import { testApp } from '../support/http-app.ts';
import { openTestInstall, type TestInstall } from '../support/install.ts';
import { keyEntries } from '../support/key-store.ts';
import { moveKeysToService, NO_SERVICE, takePassphrases } from '../support/moved-keys.ts';

const MAKER = 'test-maker';
const faults: { readonly code: KeySourceError['code']; readonly of: string }[] = [];
let install: TestInstall;
let app: Express;
let token: string;
let service: CscServer;
let restore: (() => void | Promise<void>) | null = null;

beforeAll(async () => {
  install = await openTestInstall({ onKeyFault: ({ code }, of) => faults.push({ code, of }) });
  app = testApp(install);
  token = await tokenOf(install);
  service = await startCscServer({ asksPin: false });
  const { keys } = dataPaths(install.folder);
  for (const { keyId, place, certificate } of await keyEntries(install.folder)) {
    if (place.kind !== 'file') continue;
    const [der = new Uint8Array()] = certificatesOfPem(certificate ?? '');
    service.credentials.set(keyId, { id: keyId, key: await readKeyFile(keys, place.file), certificate: der });
  }
});
afterEach(async () => {
  await restore?.();
  restore = null;
  faults.length = 0;
});
afterAll(async () => {
  await service.close();
  await install.dispose();
});

const issue = (seed: number) =>
  request(app)
    .post('/api/v1/confirmations')
    .set('Authorization', `Bearer ${token}`)
    .set('Idempotency-Key', `key-${seed}`)
    .send(install.request(seed));

test('a service that does not answer: 503, and the same request is issued once it does', async () => {
  restore = await moveKeysToService(install.folder, MAKER, NO_SERVICE);
  const refused = await issue(501);
  expect([refused.status, refused.body.code]).toEqual([503, 'signing-key-unavailable']);
  expect(JSON.stringify(refused.body)).not.toContain('127.0.0.1');
  expect(faults).toEqual([{ code: 'source-unavailable', of: MAKER }]);
  await restore();
  restore = null;
  expect((await issue(501)).status).toBe(201);
});

test.each([
  ['no JSON', 'garbage', 'source-unavailable'],
  ['a fault', 500, 'source-unavailable'],
  ['a refusal', 400, 'source-refused'],
] as const)(
  'a service that answers the wish to sign with %s: the number and the VINs are free again',
  async (_what, answer, code) => {
    restore = await moveKeysToService(install.folder, MAKER, service);
    const seed = 510 + String(answer).length + Number(answer === 400);
    service.faults.push({ path: 'csc/v2/signatures/signHash', answer });
    const refused = await issue(seed);
    expect([refused.status, refused.body.code]).toEqual([503, 'signing-key-unavailable']);
    expect(faults).toEqual([{ code, of: MAKER }]);
    expect(service.calls.filter((call) => call.endsWith('signHash')).length).toBeGreaterThan(0);
    await restore();
    restore = null;
    const issued = await issue(seed);
    expect([issued.status, issued.body.number]).toEqual([201, expect.any(String)]);
  },
);

test('a service that answers with the certificates of other keys is not used', async () => {
  restore = await moveKeysToService(install.folder, MAKER, service);
  const all = [...service.credentials.values()];
  for (const [index, credential] of all.entries()) {
    const { certificate } = all[(index + 1) % all.length] as CscCredential;
    service.credentials.set(credential.id, { ...credential, certificate });
  }
  const refused = await issue(520);
  expect([refused.status, refused.body.code]).toEqual([503, 'signing-key-unavailable']);
  expect(faults).toEqual([{ code: 'key-not-found', of: MAKER }]);
});

test('a description of the sources that makes no sense', async () => {
  restore = await moveKeysToService(install.folder, MAKER, { ...NO_SERVICE, service: 'http://elsewhere.example' });
  expect((await issue(530)).body.code).toBe('signing-key-unavailable');
  expect(faults).toEqual([{ code: 'source-not-configured', of: MAKER }]);
});

test('a passphrase that nobody typed', async () => {
  const { back } = takePassphrases(install.folder);
  // The keys in memory are forgotten with a change of the index.
  restore = await moveKeysToService(install.folder, MAKER, NO_SERVICE);
  await restore();
  restore = back;
  const refused = await issue(540);
  expect([refused.status, refused.body.code]).toEqual([503, 'signing-key-unavailable']);
  expect(faults).toEqual([{ code: 'passphrase-missing', of: MAKER }]);
  const locked = await install.unlockKeys();
  const active = (await keyEntries(install.folder)).filter(({ state }) => state === 'active');
  expect(locked.map(({ keyId }) => keyId)).toEqual(active.map(({ keyId }) => keyId));
});
