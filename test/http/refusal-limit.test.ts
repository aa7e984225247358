import { afterAll, beforeAll, expect, test } from '@jest/globals';
import request from 'supertest';
import { openPeopleOffice } from '../../server/compose/offices.ts';
import { operatorActor } from '../../server/model/access/actor.ts';
import { testApp } from '../support/http-app.ts';
import { openTestInstall, type TestInstall } from '../support/install.ts';

const OPERATOR = operatorActor('operator');

let install: TestInstall;
let secrets: readonly string[];
beforeAll(async () => {
  install = await openTestInstall();
  const office = await openPeopleOffice({ data: install.folder });
  await office.addOrganisation({ kind: 'authority', id: 'office', name: 'TEST' }, OPERATOR);
  const make = async (organisation: string, role: string) => {
    const made = await office.createAccessKey({ organisation, name: role, roles: [role], days: 1 }, OPERATOR);
    if (!made.ok) throw new Error(made.problem.code);
    return made.value.secret;
  };
  const exporter = { kind: 'exporter', id: 'export-co', name: 'TEST', uscc: '91350200M0000TEX1H' };
  await office.addOrganisation(exporter, OPERATOR);
  secrets = [
    await make('office', 'officer'),
    await make('operator', 'auditor'),
    await make('export-co', 'requester'),
    await make('export-co', 'requester'),
  ];
  await office.close();
});
afterAll(() => install.dispose());

test('a key that is refused again and again does not fill the audit log, and others are not hindered', async () => {
  const app = testApp(install, { checksPerMinute: 3 });
  const [officer = '', auditor = ''] = secrets;
  const list = (secret: string) => request(app).get('/api/v1/confirmations').auth(secret, { type: 'bearer' });
  const statuses = [];
  for (let asked = 0; asked < 5; asked += 1) statuses.push((await list(officer)).status);
  expect(statuses).toEqual([403, 403, 403, 429, 429]);
  expect((await list(officer)).headers['retry-after']).toMatch(/^[1-9]\d?$/);
  expect((await list(auditor)).status).toBe(200);
});

test('a key asks so often in a minute, whatever it is permitted, and neither other keys nor the operator are hindered', async () => {
  const app = testApp(install, { keyRequestsPerMinute: 2 });
  const [, auditor = '', requester = '', other = ''] = secrets;
  const list = (secret: string) => request(app).get('/api/v1/confirmations').auth(secret, { type: 'bearer' });
  const statuses = [];
  for (let asked = 0; asked < 4; asked += 1) statuses.push((await list(requester)).status);
  expect(statuses).toEqual([200, 200, 429, 429]);
  const refused = await list(requester);
  expect([refused.body.code, refused.headers['retry-after']]).toEqual([
    'too-many-requests',
    expect.stringMatching(/^[1-9]\d?$/),
  ]);
  expect((await list(other)).status).toBe(200);
  for (let asked = 0; asked < 4; asked += 1) expect((await list(auditor)).status).toBe(200);
});
