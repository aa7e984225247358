import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Express } from 'express';
import request from 'supertest';
import { problemSchema, sealingSchema } from '../../server/http/response-schemas.ts';
import { operatorActor } from '../../server/model/access/actor.ts';
import { tokenOf } from '../support/actors.ts';
import { testApp } from '../support/http-app.ts';
import { openTestInstall, type TestInstall } from '../support/install.ts';

/** The steps build on one another, in the order of the file. */
const ADDRESS = '/api/v1/manufacturers/test-maker/sealing';
const BARE = { level: 'B-B', embedRevocation: false, withoutProof: 'refuse' } as const;
let install: TestInstall;
let app: Express;
let token: string;
beforeAll(async () => {
  install = await openTestInstall();
  app = testApp(install);
  token = await tokenOf(install);
});
afterAll(() => install.dispose());

type Method = 'get' | 'put' | 'delete';
const ask = (method: Method, body?: object | string, address = ADDRESS) => {
  const asked = request(app)[method](address).set('Authorization', `Bearer ${token}`);
  return body === undefined ? asked : asked.set('Content-Type', 'application/json').send(body);
};

/** What the verdict says of the next document. */
async function sealNext(seed: number) {
  const issued = await install.issue(install.request(seed), { by: operatorActor('test') });
  const found = issued.ok ? await install.pdf(issued.value.confirmation.number, operatorActor()) : issued;
  if (!found.ok) throw new Error(found.problem.code);
  const judged = await install.verify({ pdf: found.value.pdf, vin: null, destination: null, applicationDate: null });
  return judged.ok ? { level: judged.value.level, embedded: judged.value.embeddedRevocation } : judged;
}

test.each(['get', 'put', 'delete'] as const)('%s needs a token', async (method) => {
  const answer = await request(app)[method](ADDRESS);
  expect([answer.status, problemSchema.parse(answer.body).code]).toEqual([401, 'not-signed-in']);
});

test('a manufacturer follows the install until it has a policy of its own', async () => {
  const policy = { level: 'B-T', embedRevocation: true, withoutProof: 'refuse' };
  const found = await ask('get');
  expect(found.status).toBe(200);
  expect(sealingSchema.parse(found.body)).toEqual({ manufacturerId: 'test-maker', origin: 'install', ...policy });
  expect(await sealNext(801)).toEqual({ level: 'B-T', embedded: true });
});

test('its own policy counts from the next document on, and the registered data stay as they are', async () => {
  const before = await install.directory.manufacturer('test-maker');
  const changed = await ask('put', BARE);
  expect(sealingSchema.parse(changed.body)).toEqual({ manufacturerId: 'test-maker', origin: 'manufacturer', ...BARE });
  expect(await sealNext(802)).toEqual({ level: 'B-B', embedded: false });
  expect(await install.directory.manufacturer('test-maker')).toEqual({ ...before, sealing: BARE });
});

test.each([
  ['an unknown level', { ...BARE, level: 'B-LTA' }, '/level'],
  ['a text for yes', { ...BARE, embedRevocation: 'yes' }, '/embedRevocation'],
  ['a part only', { level: 'B-T', embedRevocation: true }, '/withoutProof'],
  ['more than asked', { ...BARE, by: 'me' }, '/by'],
])('%s is refused, field by field, and changes nothing', async (_what, body, pointer) => {
  const answer = await ask('put', body);
  expect([answer.status, answer.body.code]).toEqual([422, 'request-not-valid']);
  expect(problemSchema.parse(answer.body).errors.map((error) => error.pointer)).toEqual([pointer]);
  expect((await ask('get')).body).toMatchObject(BARE);
});

test('a body of null undoes nothing', async () => {
  expect((await ask('put', 'null')).status).toBeGreaterThanOrEqual(400);
  expect((await ask('get')).body).toMatchObject({ origin: 'manufacturer', ...BARE });
});

test('it follows the install again, and the audit log has who changed what', async () => {
  expect((await ask('delete')).body).toMatchObject({ origin: 'install', level: 'B-T', embedRevocation: true });
  const about = await install.auditLog.about({ kind: 'manufacturer', id: 'test-maker' }, 1_000);
  const told = about.filter(({ action, phase }) => action === 'change-sealing' && phase === 'succeeded');
  expect(told.map(({ actor, detail }) => [actor.kind, actor.name, detail])).toEqual([
    ['key', 'administrator', { level: 'B-B', embedRevocation: 'false', withoutProof: 'refuse' }],
    ['key', 'administrator', { policy: 'of-the-install' }],
  ]);
});

test('an unknown manufacturer is 404, another method 405', async () => {
  const unknown = '/api/v1/manufacturers/nobody/sealing';
  for (const answer of [await ask('get', undefined, unknown), await ask('put', BARE, unknown)])
    expect([answer.status, answer.body.code]).toEqual([404, 'manufacturer-unknown']);
  const wrong = await request(app).post(ADDRESS).set('Authorization', `Bearer ${token}`);
  expect([wrong.status, wrong.headers.allow]).toEqual([405, 'GET, HEAD, PUT, DELETE']);
});
