import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Express } from 'express';
import request from 'supertest';
import { addDays, shanghaiDate } from '#core/confirmation/calendar.ts';
import { formatConfirmationNumber } from '#core/confirmation/confirmation-number.ts';
import { MISSES_TOLD } from '../../server/app/confirmations/look-up-misses.ts';
import { TEST_SEAL } from '../../server/development/test-manufacturer.ts';
import { problemSchema } from '../../server/http/response-schemas.ts';
import { operatorActor } from '../../server/model/access/actor.ts';
import { tokenOf } from '../support/actors.ts';
import { testApp } from '../support/http-app.ts';
import { openTestInstall, type TestInstall } from '../support/install.ts';
import { spoilKeys } from '../support/key-store.ts';

const TOKEN = 'a-token-of-thirty-two-characters';
const HERE = { metrics: { kind: 'this-machine' } } as const;
let install: TestInstall;
beforeAll(async () => {
  install = await openTestInstall();
});
afterAll(() => install.dispose());

const scrape = async (app: Express) => (await request(app).get('/metrics')).text;

/** The value of one line; undefined where there is none. */
function figure(text: string, name: string, labels: Readonly<Record<string, string>> = {}): number | undefined {
  const lines = text.split('\n').filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `));
  const wanted = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
  const line = lines.find((candidate) => wanted.every((label) => candidate.includes(label)));
  return line === undefined ? undefined : Number(line.split(' ').at(-1));
}

describe('who may read them', () => {
  test('nobody, unless it is said', async () => {
    expect((await request(testApp(install)).get('/metrics')).status).toBe(404);
  });

  test('this machine, unless a proxy or a browser on it passes on what others ask', async () => {
    const app = testApp(install, HERE);
    expect((await request(app).get('/metrics')).status).toBe(200);
    expect((await request(app).get('/metrics').set('Host', 'localhost:3000')).status).toBe(200);
    for (const header of ['X-Forwarded-For', 'Forwarded', 'Via', 'X-Real-IP', 'Host']) {
      const refused = await request(app).get('/metrics').set(header, '192.0.2.1');
      expect([refused.status, problemSchema.parse(refused.body).code]).toEqual([403, 'not-allowed']);
    }
  });

  test('the holder of the token, from wherever, and of no other token', async () => {
    const app = testApp(install, { metrics: { kind: 'token', token: TOKEN } });
    const ask = (header: string) => request(app).get('/metrics').set('Authorization', header);
    expect((await request(app).get('/metrics')).body.code).toBe('not-signed-in');
    const administrator = await tokenOf(install);
    for (const other of [`${TOKEN}x`, TOKEN.slice(1), administrator]) {
      const refused = await ask(`Bearer ${other}`);
      expect([refused.status, refused.body.code]).toEqual([401, 'token-not-valid']);
    }
    const answer = await ask(`Bearer ${TOKEN}`).set('X-Forwarded-For', '192.0.2.1');
    expect([answer.status, answer.headers['cache-control']]).toEqual([200, 'no-store']);
    // It opens nothing else.
    const elsewhere = await request(app).get('/api/v1/keys').set('Authorization', `Bearer ${TOKEN}`);
    expect(elsewhere.body.code).toBe('token-not-valid');
  });
});

test('issues, verifications and inspections are counted by outcome, and nothing names what they were about', async () => {
  const app = testApp(install, HERE);
  const token = await tokenOf(install);
  const order = install.request(901);
  const issue = (body: object) =>
    request(app).post('/api/v1/confirmations').set('Authorization', `Bearer ${token}`).send(body);
  const issued = await issue({ ...order, idempotencyKey: 'metrics-1' });
  await issue({ ...order, idempotencyKey: 'metrics-1' });
  await issue({});
  const { pdf } = install.sample('altered');
  await request(app).post('/api/v1/verifications').attach('file', Buffer.from(pdf), 'altered.pdf');
  await request(app).post('/api/v1/inspections').attach('file', Buffer.from('no pdf'), 'none.pdf');
  const text = await scrape(app);
  const count = (operation: string, outcome: string) =>
    figure(text, 'vinseal_operation_seconds_count', { operation, outcome });
  expect([
    count('issue', 'issued'),
    count('issue', 'repeated'),
    count('issue', 'request-not-valid'),
    count('verification', 'not-valid'),
    count('inspection', 'unreadable'),
  ]).toEqual([1, 1, 1, 1, 1]);
  expect(figure(text, 'vinseal_operation_seconds_sum', { outcome: 'issued' })).toBeGreaterThan(0);
  for (const secret of [token, String(issued.body.number), ...order.vehicles.map(({ vin }) => vin), 'metrics-1'])
    expect(text).not.toContain(secret);
});

test('look-ups that find nothing are counted by maker, and told to it in its audit chain', async () => {
  const app = testApp(install, HERE);
  const { number, vin } = install.sample('valid');
  const lookUp = (asked: object) => request(app).post('/api/v1/lookups').send(asked);
  await Promise.all(Array.from({ length: MISSES_TOLD }, () => lookUp({ number, vinTail: '000000' })));
  await lookUp({ number, vinTail: vin.slice(-6) });
  await lookUp({ number: 'nonsense', vinTail: vin.slice(-6) });
  await lookUp({ number: formatConfirmationNumber({ makerCode: 'TEST', year: 2000, sequence: 1 }), vinTail: '000000' });
  const text = await scrape(app);
  const misses = (manufacturer: string, kind: string) =>
    figure(text, 'vinseal_missed_look_ups_total', { manufacturer, kind });
  expect([
    misses('test-maker', 'unknown-vin'),
    misses('test-maker', 'unknown-number'),
    misses('test-maker', 'mistyped-number'),
    misses('', 'mistyped-number'),
  ]).toEqual([MISSES_TOLD, 1, 0, 1]);
  const told = await install.auditLog.about({ kind: 'manufacturer', id: 'test-maker' }, 1);
  expect(told).toMatchObject([
    {
      stream: 'manufacturer:test-maker',
      action: 'count-missed-look-ups',
      detail: { misses: String(MISSES_TOLD) },
    },
  ]);
});

test('the process, its threads and the days that certificates have left are told', async () => {
  const text = await scrape(testApp(install, HERE));
  expect(figure(text, 'process_resident_memory_bytes')).toBeGreaterThan(0);
  const [making, reading] = ['making', 'reading'].map((pool) => figure(text, 'vinseal_pool_waiting', { pool }));
  expect([making, reading]).toEqual([0, 0]);
  const days = figure(text, 'vinseal_signing_certificate_days_left', { key: 'test-maker-rsa-pkcs1-sha256' });
  expect(days).toBeGreaterThan(1_090);
  expect(days).toBeLessThan(1_097);
  expect(figure(text, 'vinseal_keys_readable')).toBe(1);
  const letters = ['waiting', 'failed'].map((state) => figure(text, 'vinseal_letters', { state }));
  expect([...letters, figure(text, 'vinseal_oldest_letter_seconds')]).toEqual([0, 0, 0]);
});

test('the days until the last day of a seal are told, where it has one', async () => {
  const now = new Date().toISOString();
  const other = await openTestInstall({ clock: { now: () => now } });
  const today = shanghaiDate(now);
  const app = testApp(other, HERE);
  const before = await scrape(app);
  const proposed = await other.seals.propose(
    'test-maker',
    { ...TEST_SEAL, until: addDays(today, 90) },
    operatorActor('zhang'),
  );
  const { version } = proposed.ok ? proposed.value : { version: 0 };
  await other.seals.approve({ manufacturerId: 'test-maker', version, actor: operatorActor('li') });
  await other.seals.retire({ manufacturerId: 'test-maker', version: 1, actor: operatorActor('li') });
  const after = await scrape(app);
  await other.dispose();
  expect([figure(before, 'vinseal_seals_readable'), before.includes('vinseal_seal_days_left{')]).toEqual([1, false]);
  expect(figure(after, 'vinseal_seal_days_left', { manufacturer: 'test-maker' })).toBe(90);
});

test('keys that cannot be read are told as such, and all else as ever', async () => {
  const other = await openTestInstall();
  await spoilKeys(other.folder);
  const text = await scrape(testApp(other, HERE));
  await other.dispose();
  expect(figure(text, 'vinseal_keys_readable')).toBe(0);
  expect(text).not.toContain('vinseal_signing_certificate_days_left{');
  expect(figure(text, 'process_resident_memory_bytes')).toBeGreaterThan(0);
});

test('a host that fails is counted, and its open circuit is shown', async () => {
  const other = await openTestInstall({ timeStampAddresses: ['http://127.0.0.1:1/'], timeStampTimeMs: 2_000 });
  const app = testApp(other, HERE);
  const at = { service: 'time-stamps', host: '127.0.0.1:1' };
  const states: (number | undefined)[] = [];
  try {
    for (let round = 0; round < 3; round += 1) {
      const refused = await other.issue(other.request(910), { by: operatorActor('test') });
      expect(refused).toMatchObject({ ok: false, problem: { code: 'time-stamp-unavailable' } });
      const text = await scrape(app);
      states.push(figure(text, 'vinseal_host_failures', at), figure(text, 'vinseal_host_circuit_open', at));
    }
  } finally {
    await other.dispose();
  }
  expect(states).toEqual([1, 0, 2, 0, 3, 1]);
});
