import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Express } from 'express';
import request from 'supertest';
import { problemSchema } from '../../server/http/response-schemas.ts';
import { tokenOf } from '../support/actors.ts';
import { testApp } from '../support/http-app.ts';
import { openTestInstall, type TestInstall } from '../support/install.ts';

let install: TestInstall;
let app: Express;
let bearer: string;

beforeAll(async () => {
  install = await openTestInstall();
  app = testApp(install);
  bearer = `Bearer ${await tokenOf(install)}`;
});
afterAll(() => install.dispose());

const get = (address: string) => request(app).get(address).set('Authorization', bearer);
const asItIs = (body: unknown) => body as string;
const lookUp = () => request(app).post('/api/v1/lookups').set('Content-Type', 'application/json').serialize(asItIs);

describe('an address whose percent-encoding is malformed', () => {
  test.each([
    '/api/v1/confirmations/%E0%A4%A',
    '/api/v1/confirmations/%ff/pdf',
    '/api/v1/keys/%/suspension',
    '/api/v1/nowhere/%c3',
    '/api/%zz',
    '/api/v1/confirmations?cursor=%E0%A4%A',
    '/openapi.json/%ff',
    '/schemas/%c3%28',
  ])('%s is refused as such', async (address) => {
    const answer = await get(address);
    expect([answer.status, answer.type]).toEqual([400, 'application/problem+json']);
    expect(problemSchema.parse(answer.body).code).toBe('address-not-valid');
  });

  test.each(['/en/%ff', '/%ff', '/healthz%', '/samples/%E0%A4%A', '/assets/1/%', '/zh/samples/%c3%28'])(
    '%s is refused with a page',
    async (address) => {
      const answer = await request(app).get(address);
      expect([answer.status, answer.type]).toEqual([400, 'text/html']);
      expect(answer.text).not.toContain('type="file"');
    },
  );

  test('of what nobody reads is not looked at: others add to the addresses of pages', async () => {
    expect((await request(app).get('/en/?from=%B0%D9%B6%C8')).status).toBe(200);
  });

  test('a sound one is read', async () => {
    const answer = await get('/api/v1/confirmations/%E7%BC%96');
    expect([answer.status, answer.body.code]).toEqual([404, 'confirmation-not-found']);
  });
});

describe('a body of another media type', () => {
  test.each([
    ['/api/v1/verifications', 'application/json', '{"file":1}'],
    ['/api/v1/inspections', 'application/pdf', '%PDF-'],
    ['/api/v1/lookups', 'text/plain', '{}'],
    ['/api/v1/lookups', 'application/json; charset=gbk', '{}'],
    ['/api/v1/confirmations', 'application/x-www-form-urlencoded', 'a=1'],
    ['/api/v1/manufacturers/test-maker/seals', 'application/xml', '<a/>'],
  ])('%s refuses %s', async (address, type, body) => {
    const answer = await request(app)
      .post(address)
      .set('Authorization', bearer)
      .set('Content-Type', type)
      .send(Buffer.from(body));
    expect([answer.status, problemSchema.parse(answer.body).code]).toEqual([415, 'media-type-not-supported']);
  });

  test('a content encoding that is not known', async () => {
    const answer = await lookUp().set('Content-Encoding', 'compress').send('{}');
    expect([answer.status, answer.body.code]).toEqual([415, 'media-type-not-supported']);
  });

  test('no body at all is no media type', async () => {
    const [json, form] = [await request(app).post('/api/v1/lookups'), await request(app).post('/api/v1/verifications')];
    expect([json.status, json.body.code]).toEqual([400, 'body-not-json']);
    expect([form.status, form.body.code]).toEqual([400, 'file-missing']);
  });
});

describe('a body that is no JSON', () => {
  test('is told the line and column at which it goes wrong', async () => {
    const answer = await lookUp().send('{\n  "number": "A",\n  "vinTail" "123456"\n}');
    expect([answer.status, problemSchema.parse(answer.body).code]).toEqual([400, 'body-not-json']);
    expect(answer.body.errors).toMatchObject([{ pointer: '', code: 'json-syntax' }]);
    expect(answer.body.errors[0].detail).toMatch(/3.*13/);
  });

  test.each([
    ['that ends too early', Buffer.from('{"number":')],
    ['that is no gzip', Buffer.from('no gzip'), 'gzip'],
    ['that is no JSON in its gzip', gzipSync('{'), 'gzip'],
  ])('%s', async (_name, body, encoding = 'identity') => {
    const answer = await lookUp().set('Content-Encoding', encoding).send(body);
    expect([answer.status, problemSchema.parse(answer.body).code]).toEqual([400, 'body-not-json']);
  });

  test.each(['1', '"text"', 'null', '[]'])('%s is JSON, and no request', async (body) => {
    const answer = await lookUp().send(body);
    expect([answer.status, answer.body.code]).toEqual([422, 'request-not-valid']);
  });

  test('a body that is too large, and one that grows too large', async () => {
    const large = JSON.stringify({ number: 'x'.repeat(20_000), vinTail: '123456' });
    const plain = await lookUp().send(large);
    const packed = await lookUp().set('Content-Encoding', 'gzip').send(gzipSync(large));
    for (const answer of [plain, packed]) {
      expect([answer.status, problemSchema.parse(answer.body).code]).toEqual([413, 'document-too-large']);
    }
  });
});

describe('an address or a method that there is not', () => {
  test.each(['/api', '/api/v1', '/api/v1/nowhere', '/api/v2/keys', '/openapi.json/x', '/schemas/other.json'])(
    '%s is not found',
    async (address) => {
      const answer = await get(address);
      expect([answer.status, answer.type]).toEqual([404, 'application/problem+json']);
      expect(problemSchema.parse(answer.body).code).toBe('not-found');
    },
  );

  test.each([
    ['delete', '/api/v1/lookups', 'POST'],
    ['post', '/openapi.json', 'GET, HEAD'],
    ['put', '/schemas/confirmation-1.json', 'GET, HEAD'],
    ['post', '/healthz', 'GET, HEAD'],
    ['delete', '/readyz', 'GET, HEAD'],
    ['trace', '/api/v1/keys/x/suspension', 'POST'],
  ] as const)('%s %s', async (method, address, allowed) => {
    const answer = await request(app)[method](address).set('Authorization', bearer);
    expect([answer.status, answer.headers.allow]).toEqual([405, allowed]);
    expect(problemSchema.parse(answer.body).code).toBe('method-not-allowed');
  });

  test('OPTIONS is answered with the methods', async () => {
    const answer = await request(app).options('/api/v1/confirmations').set('Authorization', bearer);
    expect([answer.status, answer.headers.allow, answer.text]).toEqual([204, 'GET, HEAD, POST, OPTIONS', '']);
  });
});
