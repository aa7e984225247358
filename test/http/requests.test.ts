/** Requests by programs: made and submitted in one step or not at all, once for a key, followed and taken back. */

import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Express } from 'express';
import request from 'supertest';
import { problemSchema, vehicleRequestListSchema, vehicleRequestSchema } from '../../server/http/response-schemas.ts';
import { operatorActor } from '../../server/model/access/actor.ts';
import { expectDone } from '../support/actors.ts';
import { testApp } from '../support/http-app.ts';
import { openTestInstall, type TestInstall } from '../support/install.ts';
import { addPeoplesOrganisations, CLERK, REQUESTER } from '../support/request-people.ts';

let install: TestInstall;
let app: Express;
const tokens: Record<string, string> = {};
beforeAll(async () => {
  install = await openTestInstall();
  app = testApp(install);
  await addPeoplesOrganisations(install.folder);
  for (const [name, organisation, role] of [
    ['exporter', 'exporter-1', 'requester'],
    ['colleague', 'exporter-1', 'requester'],
    ['other', 'exporter-2', 'requester'],
    ['clerk', 'maker', 'clerk'],
  ] as const) {
    const wish = { organisation, name, roles: [role], days: 1 };
    tokens[name] = expectDone(await install.accessKeys.create(wish, operatorActor())).secret;
  }
});
afterAll(() => install.dispose());

const post = (body: object, who = 'exporter', path = '') =>
  request(app)
    .post(`/api/v1/requests${path}`)
    .auth(tokens[who] ?? '', { type: 'bearer' })
    .send(body);
const get = (path: string, who = 'exporter') =>
  request(app)
    .get(`/api/v1/requests${path}`)
    .auth(tokens[who] ?? '', { type: 'bearer' });
const sound = (seed: number, count = 1) => ({
  manufacturer: 'test-maker',
  vehicles: install.request(seed, count).vehicles,
});
const letters = async () => {
  await install.noticesSettled();
  return ((await install.mail.outbox?.list(100)) ?? []).length;
};

test('a request is made and submitted once for a key, whichever access key of the exporter brings it', async () => {
  const body = sound(50_000, 2);
  const made = await post(body).set('Idempotency-Key', 'order-1');
  expect(made.status).toBe(201);
  const asked = vehicleRequestSchema.parse(made.body);
  expect(made.headers.location).toBe(`/api/v1/requests/${asked.id}`);
  expect(asked).toMatchObject({ state: 'submitted', kind: 'issue', vehicles: 2, undecided: 2, createdBy: 'exporter' });
  expect(asked.exporter.name).toContain('测试一号');
  const again = await post({ ...body, idempotencyKey: 'order-1' }, 'colleague');
  expect([again.status, again.body]).toEqual([200, made.body]);
  const twice = await Promise.all([1, 2].map(() => post(sound(50_010)).set('Idempotency-Key', 'order-2')));
  expect(twice.map(({ status }) => status).toSorted()).toEqual([200, 201]);
  expect(twice[0]?.body.id).toBe(twice[1]?.body.id);
  const reused = await post(sound(50_020)).set('Idempotency-Key', 'order-1');
  expect([reused.status, reused.body.code]).toEqual([409, 'idempotency-key-reused']);
  // The key of another exporter is another key.
  expect((await post(sound(50_030), 'other').set('Idempotency-Key', 'order-1')).status).toBe(201);
  expect(await letters()).toBe(0);
});

test('faults of form and content are told at once, with pointers, and leave nothing behind', async () => {
  const before = vehicleRequestListSchema.parse((await get('')).body).items.length;
  const [good] = install.request(50_100).vehicles;
  const { brand: _, ...lacking } = good ?? {};
  const refused = await post({
    manufacturer: 'test-maker',
    applicationDate: 'tomorrow',
    languages: ['en'],
    more: 1,
    vehicles: [
      lacking,
      { ...good, vin: '1M8GDM9AXKP042787' },
      { ...good, destination: 'Atlantis', accepted: [{ code: 'x' }] },
    ],
  });
  expect(refused.status).toBe(422);
  const faults = problemSchema.parse(refused.body).errors.map(({ pointer, code }) => `${pointer} ${code}`);
  expect(faults).toEqual(
    expect.arrayContaining([
      '/more unknown-field',
      '/applicationDate date-not-valid',
      '/languages languages-without-chinese',
      '/vehicles/0/brand required',
      '/vehicles/1/vin vin-check-digit',
      '/vehicles/2/destination country-unknown',
      '/vehicles/2/accepted/0/reason required',
    ]),
  );
  expect(faults.filter((fault) => fault.startsWith('/exporter'))).toEqual([]);
  const unknown = await post({ ...sound(50_110), manufacturer: 'nobody' });
  expect(unknown.body.errors).toMatchObject([{ pointer: '/manufacturer', code: 'manufacturer-unknown' }]);
  expect((await post(sound(50_120), 'clerk')).body.errors).toMatchObject([
    { pointer: '/exporter/name', code: 'required' },
    { pointer: '/exporter/uscc', code: 'required' },
  ]);
  expect(vehicleRequestListSchema.parse((await get('')).body).items).toHaveLength(before);
});

test('a warning is refused with its code until it is accepted with a reason', async () => {
  // A European maker's number need not have the check digit; it is another maker's, too, which is a fault.
  const vehicles = [{ ...install.request(50_200).vehicles[0], vin: 'W0LTESTA5K1000001' }];
  const faultsOf = async (body: object) => problemSchema.parse((await post(body)).body).errors;
  const faults = await faultsOf({ manufacturer: 'test-maker', vehicles });
  const warning = faults.find(({ code }) => code === 'warning-not-accepted');
  expect(warning).toMatchObject({ pointer: '/vehicles/0/vin', suggestions: ['vin-check-digit'] });
  const accepted = [{ code: warning?.suggestions[0], reason: 'as on the certificate' }];
  const left = await faultsOf({ manufacturer: 'test-maker', vehicles: [{ ...vehicles[0], accepted }] });
  expect(left.map(({ code }) => code)).toEqual(
    faults.map(({ code }) => code).filter((code) => code !== 'warning-not-accepted'),
  );
});

test('it is followed by its exporter and its manufacturer alone, found by VIN, and taken back', async () => {
  const { id, lines } = (await post(sound(50_300, 2))).body;
  expect((await get(`/${id}`, 'clerk')).body.lines).toEqual(lines);
  expect([(await get(`/${id}`, 'other')).status, (await get('/no-such')).body.code]).toEqual([404, 'request-unknown']);
  const found = vehicleRequestListSchema.parse((await get(`?text=${lines[1].vin}&undecided=1`)).body);
  expect(found.items.map((one) => one.id)).toEqual([id]);
  const decision = { decision: 'ask-back', question: 'Which outlet?' };
  expectDone(await install.requests.decide({ id, version: null, actor: CLERK }, decision));
  expect((await get(`/${id}`)).body).toMatchObject({ state: 'asked-back', undecided: 0, question: 'Which outlet?' });
  expect((await post({}, 'other', `/${id}/cancellation`)).body.code).toBe('request-unknown');
  expect((await post({}, 'clerk', `/${id}/cancellation`)).status).toBe(403);
  for (let count = 0; count < 2; count += 1) {
    const cancelled = await post({ reason: 'sold at home' }, 'exporter', `/${id}/cancellation`);
    expect([cancelled.status, cancelled.body.state]).toEqual([200, 'cancelled']);
  }
  expect(expectDone(await install.requests.find(id, REQUESTER)).events.at(-1)?.text).toBe('sold at home');
});
