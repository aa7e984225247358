import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { cliInProcess } from '../support/cli-in-process.ts';
import { seededRequest } from '../support/install.ts';
import { hasMongo, startMongo, type TestMongo } from '../support/mongod.ts';
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
    await expect(startService(settings('third'))).rejects.toThrow('keeps the registry of another data folder');
    await expect(startService({ VINSEAL_DATA: place('one') })).rejects.toThrow('set VINSEAL_MONGO_URL');
  });

  test('both stop in good order', async () => {
    expect([await one.stop(), await other.stop()]).toEqual([0, 0]);
  });
});
