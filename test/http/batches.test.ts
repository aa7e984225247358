import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Express } from 'express';
import request from 'supertest';
import {
  batchListAnswerSchema,
  batchProgressSchema,
  batchRowListSchema,
  batchSchema,
  problemSchema,
} from '../../server/http/response-schemas.ts';
import { expectDone, tokenOf } from '../support/actors.ts';
import { CODE, MAKER, personOf, seededRows, testApprovers } from '../support/batches.ts';
import { testApp } from '../support/http-app.ts';
import { openTestInstall, type TestInstall } from '../support/install.ts';

let install: TestInstall;
let app: Express;
let token: string;
beforeAll(async () => {
  install = await openTestInstall({ approvers: testApprovers() });
  app = testApp(install);
  token = await tokenOf(install);
});
afterAll(() => install.dispose());

const propose = (body: object) =>
  request(app)
    .post('/api/v1/batches')
    .set('Authorization', `Bearer ${token}`)
    .set('Idempotency-Key', 'lot-1')
    .send(body);
const get = (path: string, bearer = token) =>
  request(app).get(`/api/v1/batches${path}`).set('Authorization', `Bearer ${bearer}`);

test('a batch is proposed once, read, followed to its end, and its rows page by page', async () => {
  const body = { manufacturer: MAKER, rows: seededRows(40_000, 3) };
  const answer = await propose(body);
  expect(answer.status).toBe(201);
  const batch = batchSchema.parse(answer.body);
  expect(answer.headers.location).toBe(`/api/v1/batches/${batch.id}`);
  const again = await propose(body);
  expect([again.status, again.body]).toEqual([200, answer.body]);
  expect((await propose({ ...body, rows: body.rows.slice(1) })).body.code).toBe('idempotency-key-reused');
  const listed = batchListAnswerSchema.parse((await get('?state=proposed')).body);
  expect(listed.items.map(({ id }) => id)).toEqual([batch.id]);
  const approval = { contents: batch.contents, code: CODE, exclude: [2] };
  expectDone(await install.batches.approve(batch.id, approval, personOf('sealer', 'sealer')));
  for (let looks = 0; looks < 3; looks += 1) {
    await install.batchRunner.look();
    await install.batchRunner.idle();
  }
  const done = batchProgressSchema.parse((await get(`/${batch.id}`)).body);
  expect(done).toMatchObject({
    state: 'finished',
    counts: { issued: 2, excluded: 1 },
    approval: { by: 'Person sealer (sealer)' },
  });
  const first = batchRowListSchema.parse((await get(`/${batch.id}/rows?limit=2`)).body);
  const second = batchRowListSchema.parse((await get(`/${batch.id}/rows?limit=2&cursor=${first.nextCursor}`)).body);
  expect([...first.items, ...second.items].map(({ index, state }) => [index, state])).toEqual([
    [0, 'issued'],
    [1, 'issued'],
    [2, 'excluded'],
  ]);
  expect([first.items.length, second.nextCursor]).toEqual([2, null]);
  expect(batchRowListSchema.parse((await get(`/${batch.id}/rows?state=failed`)).body).items).toEqual([]);
});

test('faults of rows are told with pointers into the body', async () => {
  const [row] = seededRows(40_100, 1);
  const refused = await propose({
    idempotencyKey: 'lot-2',
    manufacturer: MAKER,
    rows: [row, { ...row, exporter: {} }],
  });
  expect(refused.status).toBe(422);
  const pointers = problemSchema.parse(refused.body).errors.map(({ pointer }) => pointer);
  expect(pointers).toEqual(expect.arrayContaining(['/rows/1/exporter/name', '/rows/1/vehicles/0/vin']));
});

test.each([
  ['/nowhere', 404, 'batch-unknown'],
  ['/nowhere/rows', 404, 'batch-unknown'],
  ['?state=open', 422, 'request-not-valid'],
  ['?cursor=x', 400, 'cursor-not-valid'],
])('%s is refused with %d %s', async (path, status, code) => {
  const refused = await get(path);
  expect([refused.status, problemSchema.parse(refused.body).code]).toEqual([status, code]);
});
