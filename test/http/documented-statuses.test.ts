/** Each operation is made to answer with each status that is documented for it, over the real app. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Express } from 'express';
import request from 'supertest';
import { refuse } from '#core/confirmation/errors.ts';
import { API_BASE, OPERATIONS } from '../../server/http/openapi/document.ts';
import { exampleOf, hasExample } from '../../server/http/openapi/examples.ts';
import type { Operation } from '../../server/http/openapi/operation.ts';
import { type OperationId, refusalsOf } from '../../server/http/openapi/problems.ts';

import { operatorActor } from '../../server/model/access/actor.ts';
import { expectDone, keyActor, tokenOf } from '../support/actors.ts';
import { seededRows } from '../support/batches.ts';
import { testApp } from '../support/http-app.ts';
import { openTestInstall, type TestInstall } from '../support/install.ts';
import { beginUpload, listen } from '../support/raw-upload.ts';

const KEY = 'test-maker-rsa-pkcs1-sha256';
const MAKER = 'test-maker';

let install: TestInstall;
let app: Express;
let token: string;
let requesterToken: string;
let number: string;
beforeAll(async () => {
  install = await openTestInstall();
  app = testApp(install);
  token = await tokenOf(install);
  const exporter = { kind: 'exporter', id: 'exporter', name: 'TEST 出口公司', uscc: '91350200M0000TEX1H' };
  expectDone(await install.accounts.organisations.add(exporter, operatorActor()));
  const wish = { organisation: exporter.id, name: 'ERP', roles: ['requester'], days: 1 };
  requesterToken = expectDone(await install.accessKeys.create(wish, operatorActor())).secret;
  number = install.sample('valid').number;
});
afterAll(() => install.dispose());

type Asked = {
  readonly app?: Express;
  /** Values of the path; those that are there, when left out. */
  readonly fill?: Readonly<Record<string, string>>;
  readonly query?: string;
  readonly bearer?: string | null;
  readonly body?: object | string;
  readonly type?: string;
  readonly file?: Buffer;
};

async function send(operation: Operation, asked: Asked = {}): Promise<{ status: number; text: string }> {
  const { method, path, access, body } = operation;
  const fill = { number, id: path.startsWith('/keys') ? KEY : MAKER, version: '1', ...asked.fill };
  const address = API_BASE + path.replace(/\{(\w+)\}/g, (_whole, name: 'number' | 'id' | 'version') => fill[name]);
  const sent = request(asked.app ?? app)[method](`${address}${asked.query ?? ''}`);
  const usual = operation.id === 'createRequest' || operation.id === 'cancelRequest' ? requesterToken : token;
  const bearer = asked.bearer === undefined ? usual : asked.bearer;
  if (access === 'token' && bearer !== null) sent.set('Authorization', `Bearer ${bearer}`);
  if (asked.type !== undefined) return sent.set('Content-Type', asked.type).send(asked.body);
  if (body?.kind === 'form') return sent.attach('file', asked.file ?? Buffer.from('x'), 'a.pdf');
  return asked.body === undefined && body === undefined ? sent : sent.send(asked.body ?? requestOf(operation));
}

function requestOf({ id }: Operation): object {
  return id === 'issueConfirmation' ? install.request(3801) : (exampleOf(id).request as object);
}

/** A proposal of one row. */
function lot(seed: number) {
  return { manufacturer: MAKER, rows: seededRows(seed, 1) };
}

/** What an exporter asks for. */
function wished(seed: number) {
  return { manufacturer: MAKER, vehicles: install.request(seed).vehicles };
}

/** The app over an install whose every use case that is reached throws. */
function failing(fault: Error): Express {
  const fail = async () => {
    throw fault;
  };
  return testApp({ ...install, actorOfToken: fail, verify: fail, inspect: fail, lookUp: fail });
}

const coded = (code: string) => Object.assign(new Error(code), { code });
const JSON_OF_5_MB = JSON.stringify({ filling: 'x'.repeat(5_000_000) });

/** How a status is brought about with whatever operation documents it. */
const BY_STATUS: Readonly<Record<number, (operation: Operation) => Promise<{ status: number }>>> = {
  400: (operation) => send(operation, { query: '?x=%ff' }),
  401: (operation) => send(operation, { bearer: null }),
  403: (operation) =>
    send(operation, {
      app: testApp({ ...install, actorOfToken: async () => ({ ...keyActor('nobody'), roles: [] }) }),
    }),
  404: (operation) =>
    send(operation, {
      fill: { number: 'ASC-TEST-2026-0009999X', id: 'nobody' },
      ...(operation.id === 'lookUpConfirmation' ? { body: { number, vinTail: '000000' } } : {}),
    }),
  408: stalled,
  413: (operation) =>
    operation.body?.kind === 'form'
      ? send(operation, { file: Buffer.alloc(20 * 1024 * 1024 + 1) })
      : send(operation, { type: 'application/json', body: JSON_OF_5_MB }),
  415: (operation) => send(operation, { type: 'text/plain', body: 'x' }),
  422: (operation) =>
    operation.body?.kind === 'form'
      ? withUnknownField(operation)
      : send(operation, { body: { odd: 1 }, query: '?odd=1' }),
  429: async (operation) => {
    // Where a token is needed, refusals are what is limited.
    const nobody = async () => ({ ...keyActor(operation.id), roles: [] });
    const limited = operation.access === 'token' ? { ...install, actorOfToken: nobody } : install;
    const strict = testApp(limited, { checksPerMinute: 1 });
    await send(operation, { app: strict });
    return send(operation, { app: strict });
  },
  500: (operation) => send(operation, { app: failing(new Error('a fault')) }),
  503: (operation) => send(operation, { app: failing(coded(operation.body?.kind === 'form' ? 'busy' : 'store-busy')) }),
};

/** What a few operations need, beside the general way. */
const BY_OPERATION: Partial<Record<`${OperationId} ${number}`, (operation: Operation) => Promise<{ status: number }>>> =
  {
    'issueConfirmation 409': async (operation) => {
      await send(operation, { body: { ...install.request(3802), idempotencyKey: 'statuses' } });
      return send(operation, { body: { ...install.request(3803), idempotencyKey: 'statuses' } });
    },
    'proposeBatch 404': (operation) => send(operation, { body: { ...lot(3805), manufacturer: 'nobody' } }),
    'proposeBatch 409': async (operation) => {
      await send(operation, { body: { ...lot(3806), idempotencyKey: 'statuses' } });
      return send(operation, { body: { ...lot(3807), idempotencyKey: 'statuses' } });
    },
    'createRequest 404': (operation) => {
      const organisation = { id: 'gone', kind: 'exporter', manufacturerId: null, uscc: '91350200M0000TEX1H' } as const;
      const actorOfToken = async () => ({ ...keyActor('gone'), organisation, roles: ['requester'] as const });
      return send(operation, { app: testApp({ ...install, actorOfToken }), body: wished(3810) });
    },
    'createRequest 409': async (operation) => {
      await send(operation, { body: { ...wished(3811), idempotencyKey: 'statuses' } });
      return send(operation, { body: { ...wished(3812), idempotencyKey: 'statuses' } });
    },
    // Cancelling again changes nothing: it is one that ended otherwise.
    'cancelRequest 409': (operation) => {
      const cancel = async () => refuse('request-state-wrong');
      return send(operation, { app: testApp({ ...install, requests: { ...install.requests, cancel } }), body: {} });
    },
    'cancelRequest 422': async (operation) => {
      const asked = request(app).post(`${API_BASE}/requests`).auth(requesterToken, { type: 'bearer' });
      const { id } = (await asked.send(wished(3813))).body;
      return send(operation, { fill: { id }, body: { odd: 1 } });
    },
    'listBatchRows 422': async (operation) => {
      const proposed = await install.batches.propose(lot(3808), keyActor('any'));
      return send(operation, { fill: { id: proposed.ok ? proposed.value.batch.id : '' }, query: '?odd=1' });
    },
    'withdrawConfirmation 409': async (operation) => {
      const withdrawn = install.sample('withdrawn').number;
      return send(operation, { fill: { number: withdrawn }, body: { reason: 'lost' } });
    },
    'suspendKey 409': async (operation) => {
      await send(operation);
      return send(operation);
    },
    'activateKey 409': async (operation) => {
      await send(operation);
      return send(operation);
    },
    // A certificate that nobody trusts any more needs another install.
    'activateKey 422': (operation) => {
      const activate = async () => refuse('certificate-not-trusted');
      return send(operation, { app: testApp({ ...install, keys: { ...install.keys, activate } }) });
    },
    'proposeSeal 409': async (operation) => {
      for (let proposals = 0; proposals < 20; proposals += 1) await send(operation);
      return send(operation);
    },
    'approveSeal 409': (operation) => send(operation),
    'retireSeal 409': async (operation) => {
      await send(operation);
      return send(operation);
    },
    'downloadArchiveCopy 404': (operation) => send(operation),
  };

async function stalled(operation: Operation): Promise<{ status: number }> {
  const { port, close } = await listen(testApp(install, { uploads: { stalledMs: 200 } }));
  const upload = await beginUpload(port, `${API_BASE}${operation.path}`, 1_000);
  await upload.closed;
  await close();
  return { status: Number(upload.answer().split(' ')[1]) };
}

function withUnknownField({ path }: Operation) {
  return request(app).post(`${API_BASE}${path}`).attach('file', Buffer.from('x'), 'a.pdf').field('odd', '1');
}

const CASES = OPERATIONS.flatMap((operation) =>
  refusalsOf(operation.id).map(({ status }) => [operation.id, status, operation] as const),
);

test.each(CASES)('%s answers with %i', async (id, status, operation) => {
  const way = BY_OPERATION[`${id} ${status}`] ?? BY_STATUS[status];
  if (way === undefined) throw new Error('no way to bring it about is known');
  const answer = await way(operation);
  expect([answer.status, 'text' in answer ? answer.text : '']).toEqual([status, expect.anything()]);
});

test('every operation with a body has an example of it', () => {
  const bodies = OPERATIONS.filter(({ body }) => body !== undefined);
  expect(bodies.filter((operation) => !hasExample(operation) || exampleOf(operation.id).request === undefined)).toEqual(
    [],
  );
});
