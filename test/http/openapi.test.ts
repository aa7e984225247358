import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import express, { type Express } from 'express';
import request from 'supertest';
import { z } from 'zod';
import { PROBLEM_CODES } from '#core/confirmation/errors.ts';
import { openApiDocument } from '../../server/http/openapi/document.ts';
import { OPERATION_PROBLEMS } from '../../server/http/openapi/problems.ts';
import { PROBLEM_STATUS } from '../../server/http/problem.ts';
import { operatorActor } from '../../server/model/access/actor.ts';
import { expectDone, tokenOf } from '../support/actors.ts';
import { seededRows } from '../support/batches.ts';
import { refuseUndocumentedAnswers } from '../support/documented-answers.ts';
import { testApp } from '../support/http-app.ts';
import { openTestInstall, type TestInstall } from '../support/install.ts';
import { WORDS } from '../support/pages-app.ts';
import { addPeoplesOrganisations, REQUESTER } from '../support/request-people.ts';
import { servedOperations } from '../support/served-operations.ts';

const BASE = '/api/v1';
const KEY = 'test-maker-ecdsa-p256-sha256';

type Schema = Parameters<typeof z.fromJSONSchema>[0];
type Media = {
  readonly schema: Schema;
  readonly examples?: Readonly<Record<string, { readonly value?: unknown; readonly $ref?: string }>>;
};
type Response = { readonly content: Readonly<Record<string, Media>> };
type Operation = {
  readonly operationId: string;
  readonly summary: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly security: readonly object[];
  readonly requestBody?: Response;
  readonly responses: Readonly<Record<string, Response>>;
};
type Documented = { readonly method: string; readonly path: string; readonly operation: Operation };

// As clients receive it: as JSON.
const description = JSON.parse(JSON.stringify(openApiDocument(WORDS.en))) as {
  readonly openapi: string;
  readonly servers: readonly { readonly url: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, Schema>>;
    readonly examples: Readonly<Record<string, { readonly value: unknown }>>;
  };
};
const OPERATIONS: readonly Documented[] = Object.entries(description.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ method, path, operation })),
);

let install: TestInstall;
let app: Express;
let tokens: Readonly<Record<'zhang' | 'li' | 'exporter', string>>;
beforeAll(async () => {
  install = await openTestInstall();
  app = testApp(install);
  await addPeoplesOrganisations(install.folder);
  const key = { organisation: 'exporter-1', name: 'erp', roles: ['requester'], days: 1 };
  const { secret: exporter } = expectDone(await install.accessKeys.create(key, operatorActor()));
  tokens = { zhang: await tokenOf(install, 'zhang'), li: await tokenOf(install, 'li'), exporter };
});
afterAll(() => install.dispose());

describe('the router serves what is documented, and nothing else', () => {
  test('every operation of the API', () => {
    expect(description.servers).toEqual([{ url: BASE }]);
    expect(servedOperations(app, '/api')).toEqual(
      OPERATIONS.map(({ method, path }) => `${method} ${BASE}${path}`).sort(),
    );
  });

  test.each(Object.entries(description.paths))(
    '%s refuses the other methods and names its own',
    async (path, methods) => {
      const address = BASE + path.replace(/\{\w+\}/g, 'x');
      const answer = await request(app).patch(address).set('Authorization', `Bearer ${tokens.zhang}`);
      const own = Object.keys(methods).map((method) => method.toUpperCase());
      expect(answer.status).toBe(405);
      expect(String(answer.headers.allow).split(', ').sort()).toEqual(
        [...own, ...(own.includes('GET') ? ['HEAD'] : [])].sort(),
      );
    },
  );

  test('routes are found however they are mounted', () => {
    const inner = express.Router().get(['/', '/:id/more'], () => undefined);
    const outer = express.Router().use('/b/:b', inner);
    const found = servedOperations(
      express()
        .use('/a', outer)
        .post('/a', () => undefined),
      '/a',
    );
    expect(found).toEqual(['get /a/b/{b}', 'get /a/b/{b}/{id}/more', 'post /a']);
  });
});

type Sent = { readonly body?: object; readonly file?: Uint8Array; readonly who?: 'zhang' | 'li' | 'exporter' };

/** Sends the operation, its path filled in, and gives the answer, its body as octets. */
function send(operationId: string, fill: Readonly<Record<string, string>>, { body, file, who = 'zhang' }: Sent = {}) {
  const { method, path, operation } = documented(operationId);
  const address = BASE + path.replace(/\{(\w+)\}/g, (_whole, name: string) => fill[name] ?? name);
  const asked = request(app)[method as 'get' | 'post' | 'put' | 'delete'](address).responseType('blob');
  if (operation.security.length > 0) asked.set('Authorization', `Bearer ${tokens[who]}`);
  if (file !== undefined) return asked.attach('file', Buffer.from(file), 'document.pdf');
  return body === undefined ? asked : asked.send(body);
}

function documented(operationId: string): Documented {
  const found = OPERATIONS.find(({ operation }) => operation.operationId === operationId);
  if (found === undefined) throw new Error(`no operation ${operationId}`);
  return found;
}

/** Throws where the answer is not what the document says of its status. */
function holdAgainstDocument(operationId: string, answer: { status: number; type: string; body: Buffer }): void {
  const response = documented(operationId).operation.responses[answer.status];
  expect(Object.keys(response?.content ?? {})).toEqual([answer.type]);
  if (answer.type === 'application/pdf') {
    expect(answer.body.subarray(0, 5).toString()).toBe('%PDF-');
    return;
  }
  judgeOf(response?.content[answer.type]?.schema).parse(JSON.parse(answer.body.toString()));
}

const judges = new Map<string, z.ZodType>();

/** A schema of the document with those that it refers to. */
function judgeOf(schema: Schema | undefined): z.ZodType {
  if (schema === undefined) throw new Error('no schema is documented');
  const text = JSON.stringify({ ...(schema as object), $defs: description.components.schemas });
  const judge = judges.get(text) ?? z.fromJSONSchema(JSON.parse(text.replaceAll('#/components/schemas/', '#/$defs/')));
  judges.set(text, judge);
  return judge;
}

/** One request for each documented answer, in an order in which each can succeed. `{number}` is that of the sample `valid`. */
const SUCCESSES: readonly (readonly [
  id: string,
  status: number,
  fill: Readonly<Record<string, string>>,
  sent: () => Sent,
])[] = [
  ['issueConfirmation', 201, {}, () => ({ body: { ...install.request(1201), idempotencyKey: 'openapi-1' } })],
  ['issueConfirmation', 200, {}, () => ({ body: { ...install.request(1201), idempotencyKey: 'openapi-1' } })],
  ['createRequest', 201, {}, () => ({ who: 'exporter', body: { ...asked(1230), idempotencyKey: 'openapi-3' } })],
  ['createRequest', 200, {}, () => ({ who: 'exporter', body: { ...asked(1230), idempotencyKey: 'openapi-3' } })],
  ['listRequests', 200, {}, () => ({ who: 'exporter' })],
  ['readRequest', 200, { id: '{request}' }, () => ({ who: 'exporter' })],
  ['cancelRequest', 200, { id: '{request}' }, () => ({ who: 'exporter', body: { reason: 'sold at home' } })],
  ['proposeBatch', 201, {}, () => ({ body: { ...lot(1250), idempotencyKey: 'openapi-2' } })],
  ['proposeBatch', 200, {}, () => ({ body: { ...lot(1250), idempotencyKey: 'openapi-2' } })],
  ['listBatches', 200, {}, () => ({})],
  ['readBatch', 200, { id: '{batch}' }, () => ({})],
  ['listBatchRows', 200, { id: '{batch}' }, () => ({})],
  ['listConfirmations', 200, {}, () => ({})],
  ['readConfirmation', 200, {}, () => ({})],
  ['downloadConfirmation', 200, {}, () => ({})],
  ['downloadArchiveCopy', 200, {}, () => ({})],
  ['verifyDocuments', 200, {}, () => ({ file: install.sample('valid').pdf })],
  ['inspectDocuments', 200, {}, () => ({ file: install.sample('altered').pdf })],
  ['lookUpConfirmation', 200, {}, lookUp],
  ['withdrawConfirmation', 200, {}, () => ({ body: { reason: 'lost' } })],
  ['listKeys', 200, {}, () => ({})],
  ['suspendKey', 200, { id: KEY }, () => ({})],
  ['activateKey', 200, { id: KEY }, () => ({})],
  ['markKeyCompromised', 200, { id: KEY }, () => ({ body: { since: '2026-03-01T00:00:00Z' } })],
  ['readSealing', 200, { id: 'test-maker' }, () => ({})],
  [
    'setSealing',
    200,
    { id: 'test-maker' },
    () => ({ body: { level: 'B-B', embedRevocation: false, withoutProof: 'refuse' } }),
  ],
  ['resetSealing', 200, { id: 'test-maker' }, () => ({})],
  ['listSeals', 200, { id: 'test-maker' }, () => ({})],
  [
    'proposeSeal',
    201,
    { id: 'test-maker' },
    () => ({ body: { form: 'joint-stock', recordCode: '0000000000002', from: '2026-01-01' } }),
  ],
  ['previewSeal', 200, { id: 'test-maker', version: '2' }, () => ({})],
  ['approveSeal', 200, { id: 'test-maker', version: '2' }, () => ({ who: 'li' })],
  ['retireSeal', 200, { id: 'test-maker', version: '2' }, () => ({})],
];

const lot = (seed: number) => ({ manufacturer: 'test-maker', rows: seededRows(seed, 1) });

function lookUp(): Sent {
  const { number, vin } = install.sample('valid');
  return { body: { number, vinTail: vin.slice(-6) } };
}

const asked = (seed: number) => ({ manufacturer: 'test-maker', vehicles: install.request(seed).vehicles });

async function newestRequest(): Promise<string> {
  const page = await install.requests.list({}, REQUESTER);
  return (page.ok && page.value.items[0]?.id) || '';
}

async function newestBatch(): Promise<string> {
  const page = await install.batches.list({}, operatorActor('test'));
  return (page.ok && page.value.items[0]?.id) || '';
}

describe('answers are what the document says', () => {
  let number: string;
  beforeAll(async () => {
    number = install.sample('valid').number;
    await install.renew({ numbers: [number], by: operatorActor('test') });
  });

  test('no documented success is left out below', () => {
    const all = OPERATIONS.flatMap(({ operation }) =>
      Object.keys(operation.responses)
        .filter((status) => status.startsWith('2'))
        .map((status) => `${operation.operationId} ${status}`),
    );
    expect(SUCCESSES.map(([id, status]) => `${id} ${status}`).sort()).toEqual(all.sort());
  });

  test.each(SUCCESSES)('%s: %i', async (operationId, status, fill, sent) => {
    const newest = { '{batch}': newestBatch, '{request}': newestRequest }[fill.id ?? ''];
    const id = newest === undefined ? {} : { id: await newest() };
    const answer = await send(operationId, { number, ...fill, ...id }, sent());
    expect([answer.status, answer.status === status ? '' : answer.body.toString()]).toEqual([status, '']);
    holdAgainstDocument(operationId, answer);
  });

  test.each(OPERATIONS.map(({ operation }) => operation.operationId))('%s: a refusal', async (operationId) => {
    const { method, path } = documented(operationId);
    // Without a token, or without the body that is needed.
    const asked = request(app)[method as 'get' | 'post' | 'put' | 'delete'](BASE + path.replace(/\{\w+\}/g, 'x'));
    const answer = await asked.responseType('blob');
    expect(answer.status).toBeGreaterThanOrEqual(400);
    holdAgainstDocument(operationId, answer);
  });

  test('an answer with one field more or one less would fail', async () => {
    const answer = await send('listKeys', {});
    const listed = JSON.parse(answer.body.toString());
    const { items, ...rest } = listed;
    for (const changed of [{ ...listed, more: 1 }, rest, { items: [{ ...items[0], state: 'odd' }] }]) {
      const body = Buffer.from(JSON.stringify(changed));
      expect(() => holdAgainstDocument('listKeys', { status: 200, type: answer.type, body })).toThrow(z.ZodError);
    }
  });
});

test('an answer that is not documented fails the test that meets it', async () => {
  const odd = express().get('/api/v1/keys', (_request, response) => {
    response.status(409).type('application/problem+json').send('{"code":"being-issued"}');
  });
  refuseUndocumentedAnswers(odd);
  const answer = await request(odd).get('/api/v1/keys');
  expect([answer.status, answer.text]).toEqual([599, expect.stringContaining('listKeys')]);
});

describe('the description is whole', () => {
  test.each(OPERATIONS.map(({ operation }) => [operation.operationId, operation] as const))('%s', (id, operation) => {
    expect([operation.summary, operation.description, operation.tags].every(({ length }) => length > 0)).toBe(true);
    expect(Object.keys(OPERATION_PROBLEMS)).toContain(id);
    const bodies = [operation.requestBody ?? { content: {} }, ...Object.values(operation.responses)];
    for (const [type, { schema, examples = {} }] of bodies.flatMap(({ content }) => Object.entries(content))) {
      if (type === 'application/pdf') continue;
      expect(Object.keys(examples).length).toBeGreaterThan(0);
      for (const { value, $ref } of Object.values(examples)) {
        judgeOf(schema).parse(value ?? description.components.examples[$ref?.split('/').at(-1) ?? '']?.value);
      }
    }
  });

  test('every operation with a table of problems is one', () => {
    expect(Object.keys(OPERATION_PROBLEMS).sort()).toEqual(
      OPERATIONS.map(({ operation }) => operation.operationId).sort(),
    );
  });

  test('what everybody may do is said to need no token', () => {
    const free = OPERATIONS.filter(({ operation }) => operation.security.length === 0);
    expect(free.map(({ path }) => path)).toEqual(['/verifications', '/inspections', '/lookups']);
  });

  test('dates, instants and files have their format', () => {
    const properties = Object.values(description.components.schemas).flatMap((schema) =>
      Object.entries((schema as { properties?: Record<string, unknown> }).properties ?? {}),
    );
    const dated = properties.filter(([name]) =>
      /(?:Date|Registration|ForExport|DayNeeded|[^y]At|since|Since|Time)$/.test(name),
    );
    expect(dated.filter(([, schema]) => !/"format":"(?:date|date-time)"|"\$ref"/.test(JSON.stringify(schema)))).toEqual(
      [],
    );
    expect(properties.filter(([name]) => name === 'file').map(([, schema]) => JSON.stringify(schema))).toContainEqual(
      expect.stringContaining('"format":"binary","contentMediaType":"application/pdf"'),
    );
  });
});

test('it is served as it is described, in OpenAPI 3.1', async () => {
  expect(description.openapi).toBe('3.1.0');
  expect((await request(app).get('/openapi.json')).body).toEqual(description);
});

test('the schema of the data is served as it is published', async () => {
  const answer = await request(app).get('/schemas/confirmation-1.json');
  expect([answer.status, answer.type]).toEqual([200, 'application/schema+json']);
  const published = new URL('../../docs/schemas/confirmation-1.json', import.meta.url);
  expect(JSON.parse(answer.text)).toEqual(JSON.parse(readFileSync(published, 'utf8')));
});

test('the request schema is the one that judges requests', () => {
  const text = JSON.stringify(description);
  for (const field of ['firstRegistration', 'idempotencyKey', 'supersedes']) expect(text).toContain(`"${field}"`);
  expect(text).toContain('"maxItems":1000');
});

test('every problem has a status of its kind', () => {
  for (const code of PROBLEM_CODES) expect(PROBLEM_STATUS[code]).toBeGreaterThanOrEqual(400);
});
