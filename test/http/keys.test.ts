import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Express } from 'express';
import request from 'supertest';
import { keyListSchema, keySchema, problemSchema } from '../../server/http/response-schemas.ts';
import { operatorActor } from '../../server/model/access/actor.ts';
import { keyActor, tokenOf } from '../support/actors.ts';
import { testApp } from '../support/http-app.ts';
import { openTestInstall, type TestInstall } from '../support/install.ts';

/** The steps build on one another, in the order of the file. */
const KEY = 'test-maker-ecdsa-p256-sha256';
let install: TestInstall;
let app: Express;
let token: string;
beforeAll(async () => {
  install = await openTestInstall();
  app = testApp(install);
  token = await tokenOf(install);
});
afterAll(() => install.dispose());

const step = (name: string, body?: object, key = KEY) =>
  request(app).post(`/api/v1/keys/${key}/${name}`).set('Authorization', `Bearer ${token}`).send(body);

test.each([
  ['GET', ''],
  ['POST', `/${KEY}/suspension`],
  ['POST', `/${KEY}/activation`],
  ['POST', `/${KEY}/compromise`],
])('%s %s needs a token', async (method, path) => {
  const address = `/api/v1/keys${path}`;
  const answer = await (method === 'GET' ? request(app).get(address) : request(app).post(address));
  expect([answer.status, problemSchema.parse(answer.body).code]).toEqual([401, 'not-signed-in']);
});

test('the list has state and expiry of each key, and no secret', async () => {
  const answer = await request(app).get('/api/v1/keys').set('Authorization', `Bearer ${token}`);
  const { items } = keyListSchema.parse(answer.body);
  const key = items.find(({ keyId }) => keyId === KEY);
  expect(key).toMatchObject({ state: 'active', compromisedSince: null, certificate: { until: expect.any(String) } });
  expect(JSON.stringify(items)).not.toMatch(/PRIVATE|passphrase|\.pem|\.p12/);
});

test('a key is suspended, activated again, and not twice; an unknown one is 404', async () => {
  expect(keySchema.parse((await step('suspension')).body).state).toBe('suspended');
  expect((await step('suspension')).body.code).toBe('key-state-wrong');
  expect(keySchema.parse((await step('activation')).body).state).toBe('active');
  const unknown = await step('activation', undefined, 'nowhere');
  expect([unknown.status, unknown.body.code]).toEqual([404, 'key-unknown']);
});

test.each([
  ['no zone', { since: '2026-03-01T00:00:00' }],
  ['no instant', { since: 'yesterday' }],
  ['nothing', {}],
  ['more than asked', { since: '2026-03-01T00:00:00Z', by: 'me' }],
])('a compromise with %s is refused, field by field', async (_what, body) => {
  const answer = await step('compromise', body);
  expect([answer.status, answer.body.code]).toEqual([422, 'request-not-valid']);
  expect(problemSchema.parse(answer.body).errors).toHaveLength(1);
});

test('a compromise counts at once, moves back only, and never ends', async () => {
  const sealed = await install.issue(install.request(601), {
    by: operatorActor('test'),
    algorithm: 'ecdsa-p256-sha256',
  });
  const pdf = sealed.ok ? await install.pdf(sealed.value.confirmation.number, operatorActor()) : sealed;
  if (!pdf.ok) throw new Error(pdf.problem.code);
  const marked = await step('compromise', { since: '2026-03-01T08:00:00+08:00' });
  expect(keySchema.parse(marked.body)).toMatchObject({
    state: 'compromised',
    compromisedSince: '2026-03-01T00:00:00.000Z',
  });
  expect((await step('compromise', { since: '2026-03-02T00:00:00Z' })).body.code).toBe('compromise-date-not-valid');
  expect((await step('activation')).body.code).toBe('key-state-wrong');
  const judged = await install.verify({ pdf: pdf.value.pdf, vin: null, destination: null, applicationDate: null });
  expect(judged.ok && judged.value.verdict).toBe('not-valid');
});

test('a bearer who may not is refused by the table, in every language, and the audit log tells it', async () => {
  const actor = { ...keyActor('visitor'), roles: [] };
  const visited = testApp({ ...install, actorOfToken: async () => actor });
  const before = (await install.auditLog.list({ stream: 'operator', after: 0, limit: 1_000 })).length;
  const titles = new Set<string>();
  for (const language of ['en', 'zh', 'ru']) {
    const answer = await request(visited)
      .post(`/api/v1/keys/${KEY}/suspension`)
      .set('Authorization', 'Bearer any')
      .set('Accept-Language', language);
    const problem = problemSchema.parse(answer.body);
    expect([answer.status, problem.code]).toEqual([403, 'not-permitted']);
    titles.add(problem.title);
  }
  expect(titles.size).toBe(3);
  const told = await install.auditLog.list({ stream: 'operator', after: before, limit: 10 });
  expect(told.map(({ actor: { kind, id }, action, phase }) => [kind, id, action, phase])).toEqual(
    Array(3).fill(['key', 'visitor', 'suspend-key', 'failed']),
  );
});
