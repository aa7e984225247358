/** Limits hold over all instances on one store and over their restarts; where it cannot be written, in each instance. */
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import request from 'supertest';
import { openInstall } from '../../server/compose/open-install.ts';
import { openShare } from '../../server/http/middleware/shared-upload-budget.ts';
import type { LimitsNews } from '../../server/stores/limits/fall-back.ts';
import { createMemoryLimits } from '../../server/stores/limits/memory-limits.ts';
import { testApp } from '../support/http-app.ts';
import { openTestInstall, type TestInstall, testOptions } from '../support/install.ts';

const told: LimitsNews['counts'][] = [];
let install: TestInstall;
beforeAll(async () => {
  install = await openTestInstall({ onLimits: ({ counts }) => told.push(counts) });
});
afterAll(() => install.dispose());

const options = { checksPerMinute: 3, trustedProxies: ['loopback'], sharesLimits: true };
const lookUp = async (app: ReturnType<typeof testApp>, from: string) => {
  const asked = { number: 'ASC-EXAMPLE-2026-0000001X', vinTail: '000000' };
  const answer = await request(app).post('/api/v1/lookups').set('X-Forwarded-For', from).send(asked);
  return [answer.status === 429, answer.get('RateLimit')?.match(/r=\d+/)?.[0]];
};

test('one address has one limit, whichever instance it asks, and also after a restart', async () => {
  const other = await openInstall(testOptions(install.folder));
  const apps = [testApp(install, options), testApp({ ...install, ...other }, options)] as const;
  expect(await lookUp(apps[0], '192.0.2.1')).toEqual([false, 'r=2']);
  expect(await lookUp(apps[1], '192.0.2.1')).toEqual([false, 'r=1']);
  expect(await lookUp(apps[0], '192.0.2.1')).toEqual([false, 'r=0']);
  expect(await lookUp(apps[1], '192.0.2.2')).toEqual([false, 'r=2']);
  await other.close();
  const restarted = await openInstall(testOptions(install.folder));
  expect(await lookUp(testApp({ ...install, ...restarted }, options), '192.0.2.1')).toEqual([true, 'r=0']);
  await restarted.close();
  const file = path.join(install.folder, 'limits.sqlite');
  for (const each of [file, `${file}-wal`]) expect(readFileSync(each).includes('192.0.2')).toBe(false);
});

test('the description of the API, the longest page, is rendered within a limit', async () => {
  const app = testApp(install, options);
  const statuses: number[] = [];
  for (let count = 0; count < 4; count += 1)
    statuses.push((await request(app).get('/en/docs').set('X-Forwarded-For', '192.0.2.9')).status);
  expect(statuses).toEqual([200, 200, 200, 429]);
});

test('ports that a proxy writes beside addresses make nobody another client', async () => {
  const app = testApp(install, { ...options, trustedProxies: ['loopback', '10.0.0.0/8'] });
  expect(await lookUp(app, '192.0.2.4:40001')).toEqual([false, 'r=2']);
  expect(await lookUp(app, '192.0.2.4:40002')).toEqual([false, 'r=1']);
  expect(await lookUp(app, '192.0.2.4:40003, 10.0.0.1:443')).toEqual([false, 'r=0']);
  expect(await lookUp(app, '[2001:db8:1::1]:40001')).toEqual([false, 'r=2']);
  expect(await lookUp(app, '[2001:db8:1::1]')).toEqual([false, 'r=1']);
  expect(await lookUp(app, '2001:db8:1::1')).toEqual([false, 'r=0']);
});

test('where the file cannot be had, checks go on, and each instance keeps to the limit by itself', async () => {
  const alone = await openTestInstall({ onLimits: ({ counts }) => told.push(counts) });
  const file = path.join(alone.folder, 'limits.sqlite');
  for (const each of [file, `${file}-wal`, `${file}-shm`]) rmSync(each, { force: true });
  mkdirSync(file);
  const app = testApp(alone, options);
  const verified = await request(app)
    .post('/api/v1/verifications')
    .attach('file', Buffer.from(alone.sample('valid').pdf), 'a.pdf');
  expect(verified.body.verdict).toBe('valid');
  for (const rest of ['r=2', 'r=1', 'r=0']) expect(await lookUp(app, '192.0.2.3')).toEqual([false, rest]);
  expect(await lookUp(app, '192.0.2.3')).toEqual([true, 'r=0']);
  expect(told).toEqual(['this-instance']);
  await alone.dispose();
});

test('what an address uploads at once is counted over all instances, and free again with each answer', async () => {
  const MEBIBYTE = 1024 * 1024;
  const budget = { limits: createMemoryLimits(() => 0), perAddress: 10 * MEBIBYTE };
  const open = (announced?: number) => openShare(budget, 'a', announced?.toString());
  const [small, streamed, another] = [open(MEBIBYTE), open(), open()];
  expect(await small.take(MEBIBYTE)).toBe(true);
  expect(await streamed.take(65_536)).toBe(true);
  expect(await streamed.take(65_536)).toBe(true);
  // 1 MiB, and two lots of 4 MiB, of which the last has room for so much only.
  expect(await another.take(5 * MEBIBYTE)).toBe(true);
  expect(await open().take(1)).toBe(false);
  streamed.free();
  expect(await streamed.take(1)).toBe(false);
  expect(await open(3 * MEBIBYTE).take(3 * MEBIBYTE)).toBe(true);
});
