import { once } from 'node:events';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { certificatesOfPem } from '#core/asn1/pem.ts';
import { hex } from '#core/bytes/bytes.ts';
import { readCertificate } from '#core/x509/certificate.ts';
import { dataPaths } from '../../server/compose/install-options.ts';
import { withSharedRecords } from '../../server/compose/with-shared-records.ts';
import { openDevelopmentCa } from '../../server/development/development-ca.ts';
import { DEVELOPMENT_REVOKED_FILE, signDevelopmentCrl } from '../../server/development/development-crl.ts';
import { entriesOf } from '../../server/keys/key-index.ts';
import { cliInProcess } from '../support/cli-in-process.ts';
import { seededRequest } from '../support/install.ts';
import { hasMongo, startMongo, type TestMongo } from '../support/mongod.ts';
import { revokeDevelopmentCertificate } from '../support/revoke-development-certificate.ts';
import { type Service, startService } from '../support/service.ts';

/** Two services, each with its own copy of one data folder, over one replica set. */
(hasMongo('several services over one MongoDB') ? describe : describe.skip)('two services over one replica set', () => {
  let mongo: TestMongo;
  let scratch: string;
  let one: Service;
  let other: Service;
  let token: string;
  const place = (name: string) => path.join(scratch, name);
  const settings = (data: string) => ({ VINSEAL_DATA: place(data), VINSEAL_MONGO_URL: mongo.url('vinseal-e2e') });

  beforeAll(async () => {
    mongo = await startMongo();
    scratch = mkdtempSync(path.join(tmpdir(), 'vinseal-instances-'));
    one = await startService(settings('one'));
    token = await one.told(/shown this once: (\S+)\n/);
    cpSync(place('one'), place('other'), { recursive: true });
    other = await startService(settings('other'));
  });
  afterAll(async () => {
    for (const service of [one, other]) service?.child.kill('SIGKILL');
    await mongo?.stop();
    rmSync(scratch, { recursive: true, force: true });
  });

  const send = (service: Service, way: string, body?: object) =>
    fetch(`${service.address}/api/v1/confirmations${way}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  const verify = async (service: Service, pdf: Uint8Array<ArrayBuffer>) => {
    const form = new FormData();
    form.append('file', new Blob([pdf], { type: 'application/pdf' }), 'confirmation.pdf');
    const answer = await fetch(`${service.address}/api/v1/verifications`, { method: 'POST', body: form });
    return ((await answer.json()) as { readonly verdict: string }).verdict;
  };
  const issue = async (service: Service, seed: number, key = `key-${seed}`) => {
    const answer = await send(service, '', { ...seededRequest(seed, 2), idempotencyKey: key });
    return {
      status: answer.status,
      body: (await answer.json()) as { readonly number?: string; readonly code?: string },
    };
  };

  test('what one issues the other verifies and withdraws, and the first one sees it at once', async () => {
    const issued = await issue(one, 1);
    expect(issued.status).toBe(201);
    const number = issued.body.number ?? '';
    const pdf = new Uint8Array(await (await send(other, `/${number}/pdf`)).arrayBuffer());
    expect([await verify(one, pdf), await verify(other, pdf)]).toEqual(['valid', 'valid']);
    const withdrawn = await send(other, `/${number}/withdrawal`, { reason: 'issued-in-error' });
    expect(withdrawn.status).toBe(200);
    expect([await verify(one, pdf), await verify(other, pdf)]).toEqual(['withdrawn', 'withdrawn']);
  });

  test('one request sent to both is issued once', async () => {
    const answers = await Promise.all([issue(one, 2), issue(other, 2)]);
    const numbers = answers.flatMap(({ body }) => (body.number === undefined ? [] : [body.number]));
    expect(new Set(numbers).size).toBe(1);
    expect(answers.every(({ status }) => [200, 201, 409].includes(status))).toBe(true);
  });

  test('of two requests for the same vehicles the other instance hears who has them', async () => {
    expect((await issue(one, 3)).status).toBe(201);
    const refused = await issue(other, 3, 'another key');
    expect(refused.status).toBeGreaterThanOrEqual(400);
    expect(JSON.stringify(refused.body)).toContain('vin-already-confirmed');
  });

  test('a revocation list that is added on one is in force on the other at its next verification', async () => {
    const issued = await issue(one, 4);
    const pdf = new Uint8Array(await (await send(one, `/${issued.body.number}/pdf`)).arrayBuffer());
    expect(await verify(other, pdf)).toBe('valid');
    const paths = dataPaths(place('one'));
    const ca = openDevelopmentCa(paths.authority);
    if (ca === null) throw new Error('no development CA');
    const at = new Date(Date.now() - 86_400_000).toISOString();
    const store = { data: place('one'), mongo: { url: settings('one').VINSEAL_MONGO_URL, migrates: false } };
    const keys = await withSharedRecords(store, async (shared) => entriesOf((await shared.read('keys')).records));
    for (const { certificate } of keys) {
      const [der = new Uint8Array()] = certificatesOfPem(certificate ?? '');
      const serialNumber = hex(readCertificate(der).serial).toUpperCase();
      revokeDevelopmentCertificate(ca, { serialNumber, at, reason: 1 });
    }
    const { der } = await signDevelopmentCrl(ca, new Date().toISOString());
    rmSync(path.join(paths.authority, DEVELOPMENT_REVOKED_FILE));
    writeFileSync(place('revoking.crl'), der);
    const env = { ...settings('one'), PATH: process.env.PATH ?? '' };
    const added = await cliInProcess(['revocation', 'add', place('revoking.crl'), '--json'], env);
    expect([added.code, JSON.parse(added.stdout).outcome]).toEqual([0, 'added']);
    expect([await verify(other, pdf), await verify(one, pdf)]).toEqual(['not-valid', 'not-valid']);
    await cliInProcess(['revocation', 'remove', JSON.parse(added.stdout).list.name], env);
    expect(await verify(other, pdf)).toBe('valid');
  });

  test('the audit log holds, commands work on the database, and nobody was told its address', async () => {
    const env = { ...settings('one'), PATH: process.env.PATH ?? '' };
    expect((await cliInProcess(['audit', 'verify'], env)).code).toBe(0);
    expect((await cliInProcess(['migrate', '--json'], env)).stdout).toBe('{"built":[]}\n');
    const key = place('passphrase');
    writeFileSync(key, 'a passphrase of the test\n');
    const backup = await cliInProcess(['backup', '--to', place('backup'), '--passphrase-file', key], env);
    expect([backup.code, backup.stderr]).toEqual([0, '']);
    const moved = await cliInProcess(['migrate-store', '--to', 'file'], env);
    expect([moved.code, moved.stderr]).toEqual([1, expect.stringContaining('move-source-in-use')]);
    for (const service of [one, other]) expect(service.said()).not.toContain('mongodb://');
  });

  test('a data folder of another install is refused, and so is this one without its database', async () => {
    const [third, alone] = [startService(settings('third')), startService({ VINSEAL_DATA: place('one') })];
    await Promise.all([
      expect(third).rejects.toThrow('keeps the registry of another data folder'),
      expect(alone).rejects.toThrow('set VINSEAL_MONGO_URL'),
    ]);
  });

  const RSA = 'test-maker-rsa-pkcs1-sha256';
  const P256 = 'test-maker-ecdsa-p256-sha256';
  const changeKey = async (service: Service, way: string, body?: object) => {
    const answer = await fetch(`${service.address}/api/v1/keys/${way}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return answer.status;
  };
  const kill = async (service: Service) => {
    const gone = once(service.child, 'exit');
    service.child.kill('SIGKILL');
    await gone;
  };

  test('an instance without the private half says so; a key that it suspends before it is killed signs nowhere', async () => {
    cpSync(place('one'), place('keyless'), { recursive: true });
    rmSync(place(`keyless/keys/${RSA}.p12`));
    const keyless = await startService(settings('keyless'));
    const refused = await issue(keyless, 11);
    expect([refused.status, refused.body.code]).toEqual([503, 'signing-key-not-here']);
    const health = (await (await fetch(`${keyless.address}/healthz`)).json()) as { readonly faults: readonly object[] };
    expect(health.faults).toEqual([{ code: 'key-not-here', keyId: RSA }]);
    expect((await issue(one, 11)).status).toBe(201);
    expect(await changeKey(one, `${P256}/suspension`)).toBe(200);
    expect((await issue(other, 12)).status).toBe(201);
    expect(await changeKey(keyless, `${RSA}/suspension`)).toBe(200);
    await kill(keyless);
    const after = [await issue(one, 13), await issue(other, 13)];
    expect(after.map(({ status, body }) => [status, body.code])).toEqual(
      Array(2).fill([409, 'signing-key-not-active']),
    );
    expect(await changeKey(one, `${RSA}/activation`)).toBe(200);
    expect((await issue(other, 13)).status).toBe(201);
  });

  test('a key that one marks compromised before it is killed signs nothing on the other, and what it sealed is refused', async () => {
    const { body } = await issue(one, 14);
    const pdf = new Uint8Array(await (await send(one, `/${body.number}/pdf`)).arrayBuffer());
    expect(await verify(one, pdf)).toBe('valid');
    expect(await changeKey(other, `${RSA}/compromise`, { since: '2020-01-01T00:00:00Z' })).toBe(200);
    await kill(other);
    const refused = await issue(one, 15);
    expect([refused.status, refused.body.code]).toEqual([409, 'signing-key-not-active']);
    expect(await verify(one, pdf)).toBe('not-valid');
    other = await startService(settings('other'));
    expect((await issue(other, 15)).status).toBe(409);
  });

  test('both stop in good order', async () => {
    expect(await Promise.all([one.stop(), other.stop()])).toEqual([0, 0]);
  });
});
