import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { pino } from 'pino';
import request from 'supertest';
import { dataPaths, type InstallOptions } from '../../../server/compose/install-options.ts';
import { type Install, openInstall } from '../../../server/compose/open-install.ts';
import { serviceApp } from '../../../server/compose/service-app.ts';
import { operatorActor } from '../../../server/model/access/actor.ts';
import { saveTrustAnchor } from '../../../server/stores/trust/trust-file.ts';
import { tokenOf } from '../../support/actors.ts';
import { holdLock } from '../../support/hold-lock.ts';
import { copyInstall, readSampleOf, seededRequest, testOptions } from '../../support/install.ts';
import { spoilKeys } from '../../support/key-store.ts';
import { type SmallDisk, smallDisk } from '../../support/small-disk.ts';
import { refreshRevocationList } from '../../support/stored-lists.ts';
import { anchorOf, putAnchors, putTrustText } from '../../support/trust.ts';

/** What goes wrong while a service runs: it says what, answers with a code of its own, and goes on checking where it can. */

let copy: ReturnType<typeof copyInstall>;
let closing: (() => Promise<void>)[];
beforeEach(() => {
  copy = copyInstall();
  closing = [];
});
afterEach(async () => {
  for (const close of closing.toReversed()) await close();
  copy.remove();
});

async function keyOfFolder(folder: string): Promise<string> {
  const install = await openInstall(testOptions(folder));
  const token = await tokenOf(install);
  await install.close();
  return token;
}

async function open(change: Partial<InstallOptions> = {}, folder = copy.folder, known: string | null = null) {
  const install = await openInstall(testOptions(folder, change));
  closing.push(install.close);
  const logged: Record<string, unknown>[] = [];
  const log = pino({ level: 'error' }, { write: (line: string) => void logged.push(JSON.parse(line)) });
  const options = {
    data: folder,
    publicUrl: 'https://check.example',
    checksPerMinute: 10_000,
    trustedProxies: [],
    log,
  };
  const app = serviceApp(install, options);
  const token = known ?? (await tokenOf(install));
  return { install, app, token, logged, folder };
}
type Service = Awaited<ReturnType<typeof open>>;

const codes = async (install: Install) => (await install.findFaults()).map(({ code }) => code);

let seed = 7_000;
async function issue({ app, token }: Service): Promise<unknown> {
  seed += 1;
  const asked = request(app).post('/api/v1/confirmations').set('Authorization', `Bearer ${token}`);
  const { status, body, headers } = await asked.send(seededRequest(seed));
  return status === 201 ? 201 : [status, body.code, headers['retry-after'] !== undefined];
}

async function verify({ app, folder }: Service): Promise<unknown> {
  const { pdf, vin } = readSampleOf(folder, 'valid');
  const asked = request(app).post('/api/v1/verifications').field('vin', vin);
  const { status, body } = await asked.attach('file', Buffer.from(pdf), 'valid.pdf');
  return status === 200 ? (body.files?.[0]?.verdict ?? body) : [status, body.code];
}

async function ready({ app }: Service): Promise<unknown> {
  const { status, body } = await request(app).get('/readyz');
  return [status, body.ready.issue, body.ready.verify];
}

test('a service that is well says so', async () => {
  const service = await open();
  expect(await service.install.findFaults()).toEqual([]);
  expect(await ready(service)).toEqual([200, true, true]);
  expect(await issue(service)).toBe(201);
});

test('a full disk stops issuing with a code, never checking, and nothing stays taken', async () => {
  const disk = smallDisk(64);
  if (disk === null) return console.warn('SKIPPED: no small disk can be mounted here');
  cpSync(copy.folder, disk.folder, { recursive: true });
  const service = await open({}, disk.folder);
  expect(await issue(service)).toBe(201);
  disk.fill();
  expect(await issue(service)).toEqual([503, 'store-not-writable', true]);
  expect(service.logged.at(-1)?.msg).toBe('request failed');
  expect(JSON.stringify(service.logged.at(-1))).toContain('vinseal.sqlite cannot be written');
  expect(await codes(service.install)).toEqual(['store-not-writable', 'file-store-unusable']);
  expect(await ready(service)).toEqual([503, false, true]);
  expect(await verify(service)).toBe('valid');
  disk.free();
  expect(await service.install.findFaults()).toEqual([]);
  seed -= 1;
  expect(await issue(service)).toBe(201);
  await closing.pop()?.();
  disk.remove();
});

test.each([
  ['full', (disk: SmallDisk) => disk.fill(), (disk: SmallDisk) => disk.free()],
  ['read-only', (disk: SmallDisk) => disk.makeReadOnly(), (disk: SmallDisk) => disk.makeWritable()],
])('a disk that was %s before the start: it checks, and issues as soon as it can', async (_name, obstruct, free) => {
  const disk = smallDisk(64);
  if (disk === null) return console.warn('SKIPPED: no small disk can be mounted here');
  cpSync(copy.folder, disk.folder, { recursive: true });
  const token = await keyOfFolder(disk.folder);
  obstruct(disk);
  const service = await open({}, disk.folder, token);
  expect(await issue(service)).toEqual([503, 'store-not-writable', true]);
  expect(await codes(service.install)).toEqual(['store-not-writable', 'file-store-unusable']);
  expect(await ready(service)).toEqual([503, false, true]);
  expect(await verify(service)).toBe('valid');
  free(disk);
  expect(await service.install.findFaults()).toEqual([]);
  expect(await issue(service)).toBe(201);
  await closing.pop()?.();
  disk.remove();
});

test('a store that another process holds: busy, and checking goes on', async () => {
  const service = await open();
  const lock = await holdLock(dataPaths(copy.folder).store);
  expect(await codes(service.install)).toEqual(['store-busy']);
  expect(await verify(service)).toBe('valid');
  await lock.release();
  expect(await service.install.findFaults()).toEqual([]);
});

test('a trust list that is broken: nothing is issued and nobody trusted, until it is mended', async () => {
  const service = await open();
  const whole = anchorOf(copy.folder);
  await putTrustText(copy.folder, whole.id, 'not JSON');
  expect(await codes(service.install)).toEqual(['trust-list-unreadable']);
  expect(await issue(service)).toEqual([503, 'trust-list-unreadable', true]);
  expect(JSON.stringify(service.logged.at(-1))).toContain('development-ca is not a trust list file');
  expect(await verify(service)).toBe('undecided');
  expect(await ready(service)).toEqual([503, false, false]);
  await putAnchors(copy.folder, whole);
  expect(await verify(service)).toBe('valid');
});

test('an anchor that somebody puts into the folder of former versions is told: it counts for nothing', async () => {
  const service = await open();
  const { trust } = dataPaths(copy.folder);
  saveTrustAnchor(trust, { ...anchorOf(copy.folder), id: 'later' });
  expect(await service.install.findFaults()).toMatchObject([
    { code: 'trust-files-ignored', message: expect.stringContaining('later.json') },
  ]);
  expect(await ready(service)).toEqual([200, true, true]);
  rmSync(trust, { recursive: true });
  expect(await codes(service.install)).toEqual([]);
});

test('letters that nobody takes: told once the oldest has waited for a quarter of an hour, and what was asked for is done', async () => {
  let late = 0;
  const clock = { now: () => new Date(Date.now() + late).toISOString() };
  const smtp = { url: 'smtp://127.0.0.1:1', from: 'vinseal@company.example' };
  const service = await open({ smtp, clock });
  const { accounts, mail } = service.install;
  const email = 'new@people.example';
  const asked = { organisation: 'operator', email, roles: ['auditor'], locale: 'en' };
  expect((await accounts.people.invite(asked, operatorActor())).ok).toBe(true);
  await mail.settled();
  expect(await mail.standing()).toMatchObject({ waiting: 1, failed: 0, failure: 'unreachable' });
  late = 14 * 60_000;
  expect(await codes(service.install)).toEqual([]);
  late = 16 * 60_000;
  const [fault] = await service.install.findFaults();
  expect(fault).toMatchObject({ code: 'letters-waiting', message: expect.stringContaining('unreachable') });
  expect(fault?.message).not.toContain(email);
  expect(await ready(service)).toEqual([200, true, true]);
});

describe('a key file', () => {
  const keyFiles = () =>
    readdirSync(dataPaths(copy.folder).keys)
      .filter((name) => /\.(p12|pem)$/.test(name))
      .map((name) => path.join(dataPaths(copy.folder).keys, name));

  test.each([
    ['missing', 'key-not-here', 'signing-key-not-here', (file: string) => rmSync(file)],
    ['damaged', 'key-unusable', 'signing-key-unavailable', (file: string) => writeFileSync(file, 'damaged')],
    [
      'without the right passphrase',
      'key-unusable',
      'signing-key-unavailable',
      (file: string) => writeFileSync(`${file}.passphrase`, 'wrong'),
    ],
  ])('that is %s is told before anybody asks for it, by name', async (_how, code, refusal, damage) => {
    const files = keyFiles();
    files.forEach(damage);
    const service = await open();
    const faults = await service.install.findFaults();
    expect(new Set(faults.map(({ code }) => code))).toEqual(new Set([code]));
    expect(faults.every(({ keyId }) => keyId !== null)).toBe(true);
    expect(faults[0]?.message).toMatch(/restore/);
    expect(await issue(service)).toEqual([503, refusal, true]);
    expect(await verify(service)).toBe('valid');
    const { body } = await request(service.app).get('/healthz');
    expect(body.status).toBe('degraded');
    expect(body.faults).toContainEqual({ code, keyId: faults[0]?.keyId });
    expect(JSON.stringify(body)).not.toContain(copy.folder);
  });

  test('the index of keys cannot be read', async () => {
    const service = await open();
    await spoilKeys(copy.folder);
    expect(await codes(service.install)).toEqual(['keys-unreadable']);
    const listed = await request(service.app).get('/api/v1/keys').set('Authorization', `Bearer ${service.token}`);
    expect([listed.status, listed.body.code]).toEqual([503, 'keys-unreadable']);
  });
});

test.each(['tsa.pem', 'tsa-key.pem', 'tsa-key.passphrase'])(
  '%s is damaged: nothing is issued, and it is said',
  async (name) => {
    const file = path.join(dataPaths(copy.folder).timeStamping, name);
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll(/[A-Za-z]{4}/g, 'AAAA'));
    const service = await open();
    const [fault, ...others] = await service.install.findFaults();
    expect(others).toEqual([]);
    expect(fault).toMatchObject({ code: 'time-stamps-unusable' });
    expect(fault?.message).toContain('tsa');
    expect(await issue(service)).toEqual([503, 'time-stamp-unavailable', true]);
    expect(service.logged.at(-1)).toMatchObject({ code: 'time-stamp-unavailable', msg: 'nothing could be issued' });
    expect(await verify(service)).toBe('valid');
  },
);

test('without any authority, and with the policy to refuse, the service is not ready to issue', async () => {
  rmSync(dataPaths(copy.folder).timeStamping, { recursive: true });
  const service = await open();
  expect(await codes(service.install)).toEqual(['no-time-stamps']);
  expect(await ready(service)).toEqual([503, false, true]);
  const lenient = await open({ withoutProof: 'issue-b-b' });
  expect(await codes(lenient.install)).toEqual([]);
});

test('a clock behind the newest confirmation: nothing more is issued', async () => {
  const service = await open({ clock: { now: () => new Date(Date.now() - 3_600_000).toISOString() } });
  expect(await codes(service.install)).toContain('clock-behind');
  expect(await issue(service)).toEqual([503, 'clock-behind', true]);
});

test('lists that have run out while the machine slept are told, and new ones mend it', async () => {
  await refreshRevocationList(copy.folder, new Date(Date.now() - 9 * 86_400_000).toISOString());
  const { install } = await open();
  expect(await codes(install)).toEqual(['revocation-expired']);
  await refreshRevocationList(copy.folder, new Date().toISOString());
  expect(await codes(install)).toEqual([]);
});

test('a list in the folder of a former version that is not taken is told, and stops nothing', async () => {
  const { install } = await open();
  const folder = dataPaths(copy.folder).crl;
  mkdirSync(folder);
  writeFileSync(path.join(folder, 'page.crl'), '<html>');
  await install.revocationLists.takeIn();
  expect(await codes(install)).toEqual([]);
  const before = new Date(Date.now() - 600_000);
  utimesSync(path.join(folder, 'page.crl'), before, before);
  expect(await codes(install)).toEqual(['revocation-files-lying']);
});

test('one damaged record spoils neither its page nor the health of the service', async () => {
  const service = await open();
  const { token, app } = service;
  expect(await issue(service)).toBe(201);
  const list = () => request(app).get('/api/v1/confirmations').set('Authorization', `Bearer ${token}`);
  const [newest, ...rest] = (await list()).body.items as { readonly number: string }[];
  const raw = new DatabaseSync(dataPaths(copy.folder).store);
  raw.prepare(`UPDATE summaries SET data = '{' WHERE number = ?`).run(newest?.number ?? '');
  raw.prepare(`UPDATE confirmations SET content = '{' WHERE number = ?`).run(newest?.number ?? '');
  raw.close();
  const answer = await list();
  expect(answer.status).toBe(200);
  expect(answer.body.items.map(({ number }: { number: string }) => number)).toEqual(rest.map(({ number }) => number));
  expect(answer.body.damaged).toEqual([newest?.number]);
  const one = await request(app).get(`/api/v1/confirmations/${newest?.number}`).set('Authorization', `Bearer ${token}`);
  expect([one.status, one.body.code]).toEqual([500, 'record-damaged']);
  expect((await request(app).get('/healthz')).body.status).toBe('ok');
  expect(await issue(service)).toBe(201);
});
