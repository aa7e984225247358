import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { pino } from 'pino';
import request from 'supertest';
import { testApp } from '../support/http-app.ts';
import { openTestInstall, type TestInstall } from '../support/install.ts';

let install: TestInstall;
beforeAll(async () => {
  install = await openTestInstall();
});
afterAll(() => install.dispose());

test('links of invitations, passwords and shared vehicles are logged without what opens them', async () => {
  const lines: string[] = [];
  const app = testApp(install, { log: pino({}, { write: (line) => void lines.push(line) }) });
  const token = 'AbCdEfGhIjKlMnOpQrStUv';
  for (const place of ['invitation', 'register/confirm', 'reset', 'notices/off', 'shared', 'INVITATION'])
    await request(app).get(`/en/${place}/${token}`).set('Referer', `https://check.example/en/${place}/${token}`);
  await request(app).get(`/en/sign-in?to=/en/shared/${token}`);
  await request(app).get(`/sign-in/callback/office?code=${token}&state=${token}`);
  expect(lines).toHaveLength(8);
  expect(lines.join()).not.toContain(token);
});

test('the address of a result is logged without what opens it', async () => {
  const lines: string[] = [];
  const app = testApp(install, { log: pino({}, { write: (line) => void lines.push(line) }) });
  const id = 'AbCdEfGhIjKlMnOpQrStUv';
  for (const address of [`/en/results/${id}`, `/ru/results/${id}/files.csv`]) await request(app).get(address);
  await request(app).post(`/zh/results/${id}/vehicle`);
  expect(lines.map((line) => JSON.parse(line).path)).toEqual([
    '/en/results/:id',
    '/ru/results/:id/files.csv',
    '/zh/results/:id/vehicle',
  ]);
  expect(lines.join()).not.toContain(id);
});

test.each([
  ['GET', '/healthz', 200],
  ['GET', '/api/v1/confirmations/ASC-TEST-2026-0000001X', 401],
  ['POST', '/api/v1/verifications', 400],
  ['GET', '/en/samples', 200],
  ['GET', '/nowhere/at/all', 404],
] as const)('%s %s is logged by its whole address, without its query', async (method, path, status) => {
  const lines: string[] = [];
  const app = testApp(install, { log: pino({}, { write: (line) => void lines.push(line) }) });
  const address = `${path}?vin=1M8GDM9AXKP042788`;
  const answer = await (method === 'GET' ? request(app).get(address) : request(app).post(address));
  expect(answer.status).toBe(status);
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    expect.objectContaining({ msg: 'request', method, path, status, id: answer.headers['x-request-id'] }),
  ]);
  expect(lines.join()).not.toContain('1M8GDM9AXKP042788');
});
