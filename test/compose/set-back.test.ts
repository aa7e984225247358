/** A database that is put back to an older state under a service that runs is noticed within seconds, by every instance. */
import { cpSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { createConnection } from 'mongoose';
import request from 'supertest';
import { dataPaths } from '../../server/compose/install-options.ts';
import { openPeopleOffice } from '../../server/compose/offices.ts';
import { type Install, openInstall } from '../../server/compose/open-install.ts';
import { openRecoveryOffice } from '../../server/compose/recovery-office.ts';
import { operatorActor } from '../../server/model/access/actor.ts';
import { modelsOf } from '../../server/stores/mongo/database.ts';
import { testApp } from '../support/http-app.ts';
import { openTestInstall, seededRequest, testOptions } from '../support/install.ts';
import { startMailServer } from '../support/mail-server.ts';
import { copyInstallOnto } from '../support/mongo-install.ts';
import { hasMongo, startMongo } from '../support/mongod.ts';

const BY = operatorActor('operator');
/** Four times what is promised: others use the machine. */
const BOUND_MS = 20_000;

async function issue(install: Install, seed: number) {
  const issued = await install.issue(seededRequest(seed, 1), { by: BY });
  if (!issued.ok) throw new Error(JSON.stringify(issued.problem));
  const { number } = issued.value.confirmation;
  const read = await install.pdf(number, BY);
  if (!read.ok) throw new Error(read.problem.code);
  return { number, pdf: read.value.pdf };
}

async function verdictOn({ verify }: Pick<Install, 'verify'>, pdf: Uint8Array) {
  const judged = await verify({ pdf, vin: null, destination: null, applicationDate: null });
  return judged.ok ? judged.value.verdict : judged.problem.code;
}

/** How long it takes until the registry is not vouched for any more, in ms. */
async function noticedAfter(install: Install, pdf: Uint8Array): Promise<number> {
  const since = performance.now();
  while ((await verdictOn(install, pdf)) !== 'undecided') {
    if (performance.now() - since > 2 * BOUND_MS) throw new Error('nobody notices');
    await pause(50);
  }
  return performance.now() - since;
}

async function expectRefusal(install: Install, seed: number): Promise<void> {
  expect((await install.findFaults()).map(({ code }) => code)).toContain('store-set-back');
  expect(await install.issue(seededRequest(seed, 1), { by: BY })).toMatchObject({
    ok: false,
    problem: { code: 'store-set-back' },
  });
}

test('an SQLite file that is put in the place of the one in use', async () => {
  const server = await startMailServer();
  const smtp = { url: server.url, from: 'vinseal@company.example' };
  const install = await openTestInstall({ smtp });
  await install.keepJournal();
  const { store } = dataPaths(install.folder);
  const former = await issue(install, 1);
  const office = await openPeopleOffice({ data: install.folder });
  const wish = { organisation: 'operator', name: 'ERP', roles: ['auditor'], days: 30 };
  const made = await office.createAccessKey(wish, BY);
  if (!made.ok) throw new Error(made.problem.code);
  const list = () => request(testApp(install)).get('/api/v1/confirmations').auth(made.value.secret, { type: 'bearer' });
  expect((await list()).status).toBe(200);
  // The older database holds a letter that was sent since.
  server.manner = 'defers';
  install.mail.post({ to: 'a@b.example', kind: 'batch-finished', subject: 'x', text: 'x' });
  await install.mail.settled();
  const database = new DatabaseSync(store);
  database.prepare('VACUUM INTO ?').run(`${store}.older`);
  database.close();
  await install.withdraw(former.number, { reason: 'lost' }, BY);
  await office.endAccessKey(made.value.key.id, BY);
  await office.close();
  expect((await list()).body.code).toBe('token-not-valid');
  expect(await verdictOn(install, former.pdf)).toBe('withdrawn');
  renameSync(`${store}.older`, store);
  for (const beside of ['-wal', '-shm']) rmSync(`${store}${beside}`, { force: true });
  expect(await noticedAfter(install, former.pdf)).toBeLessThan(BOUND_MS);
  await expectRefusal(install, 2);
  // The older database does not know that the key was ended.
  expect(await list()).toMatchObject({ status: 503, body: { code: 'store-set-back' } });
  server.manner = 'takes';
  await install.mail.look();
  expect([server.received, (await install.mail.standing()).waiting]).toEqual([[], 1]);
  const recovery = await openRecoveryOffice({ data: install.folder });
  expect((await recovery.repair(BY, false)).ok).toBe(true);
  await recovery.close();
  expect((await install.mail.standing()).waiting).toBe(0);
  await install.dispose();
  await server.close();
});

const what = 'a MongoDB database that is restored under instances that run';
(hasMongo(what) ? describe : describe.skip)(what, () => {
  test('is noticed by the one that wrote, and by one that only checks', async () => {
    const mongo = await startMongo();
    const url = mongo.url('vinseal-set-back');
    const copy = await copyInstallOnto(url);
    const second = mkdtempSync(path.join(tmpdir(), 'vinseal-second-'));
    cpSync(copy.folder, second, { recursive: true });
    const open = (folder: string) => openInstall(testOptions(folder, { mongo: { url, migrates: false } }));
    const [one, other] = [await open(copy.folder), await open(second)];
    const connection = await createConnection(url).asPromise();
    try {
      const former = await issue(one, 1);
      const { versions: _kept, ...models } = modelsOf(connection);
      const collections = Object.values(models).map(({ collection }) => collection);
      const dump = await Promise.all(collections.map((collection) => collection.find().toArray()));
      await one.withdraw(former.number, { reason: 'lost' }, BY);
      for (const install of [one, other]) expect(await verdictOn(install, former.pdf)).toBe('withdrawn');
      for (const [index, collection] of collections.entries()) {
        await collection.deleteMany({});
        const records = dump[index] ?? [];
        if (records.length > 0) await collection.insertMany(records);
      }
      const noticed = await Promise.all([one, other].map((install) => noticedAfter(install, former.pdf)));
      expect(Math.max(...noticed)).toBeLessThan(BOUND_MS);
      for (const [index, install] of [one, other].entries()) await expectRefusal(install, 10 + index);
    } finally {
      for (const install of [one, other]) await install.close();
      await connection.destroy();
      await mongo.stop();
      copy.remove();
      rmSync(second, { recursive: true, force: true });
    }
  }, 60_000);
});
