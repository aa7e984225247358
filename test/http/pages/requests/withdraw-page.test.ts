/** Withdrawing vehicles on a page, without scripts: asked twice, done once, and by nobody but who seals. */

import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Express } from 'express';
import type { Agent } from 'supertest';
import { TEST_EXPORTERS } from '../../../../server/development/test-manufacturer.ts';
import { operatorActor } from '../../../../server/model/access/actor.ts';
import type { Role } from '../../../../server/model/access/roles.ts';
import { expectDone } from '../../../support/actors.ts';
import { testApp } from '../../../support/http-app.ts';
import { openTestInstall, type TestInstall } from '../../../support/install.ts';
import { signedInAgent, type TestOrganisation } from '../../../support/people.ts';
import { REQUESTER } from '../../../support/request-people.ts';

const MAKER = { kind: 'manufacturer', id: 'maker', manufacturer: 'test-maker' } as const;
const EXPORTER = { kind: 'exporter', id: 'exporter-1', ...TEST_EXPORTERS[0] } as const;
const OTHER = { kind: 'exporter', id: 'exporter-2', ...TEST_EXPORTERS[1] } as const;

let install: TestInstall;
let app: Express;
let sealer: Agent;
let path: string;
let number: string;
let vins: readonly string[];
beforeAll(async () => {
  install = await openTestInstall();
  app = testApp(install);
  sealer = await agentOf(MAKER, 'sealer');
  const { confirmation } = expectDone(await install.issue(install.request(71_000, 3), { by: operatorActor() }));
  number = confirmation.number;
  vins = confirmation.lines.map(({ vin }) => vin);
  path = `/en/confirmations/${number}/withdraw`;
});
afterAll(() => install.dispose());

async function agentOf(organisation: TestOrganisation, role: Role): Promise<Agent> {
  return (await signedInAgent(app, install, { organisation, roles: [role] })).agent;
}
const post = (fields: object, agent = sealer) => agent.post(path).type('form').send(fields);
async function standings(): Promise<readonly string[]> {
  const { lines } = expectDone(await install.find(number, operatorActor()));
  return lines.map(({ standing }) => standing.status);
}

test('a form without a vehicle or a reason is shown again, with both errors', async () => {
  const answer = await post({});
  expect(answer.status).toBe(422);
  expect(answer.text).toContain('href="#vins"');
  expect(answer.text).toContain('href="#reason"');
  expect((await post({ vins: vins[0], reason: 'because' })).status).toBe(422);
  expect((await post({ vins: 'L0X00000000000000', reason: 'lost', confirmed: '1' })).status).toBe(422);
  expect(await standings()).toEqual(['live', 'live', 'live']);
});

test('the form says which vehicles an exporter asks to be withdrawn, and ticks those of the request that it was opened from', async () => {
  const wish = { form: 'a-form-of-test-0001', kind: 'withdrawal', number, reason: 'sold at home', vins: [vins[1]] };
  const { id, reference } = expectDone(await install.requests.askChange(wish, REQUESTER));
  const page = (await sealer.get(path)).text;
  expect([
    page.split(reference).length - 1,
    page.includes('sold at home'),
    /name="vins"[^>]*checked/.test(page),
  ]).toEqual([1, true, false]);
  const opened = (await sealer.get(`${path}?request=${id}`)).text;
  expect(opened.match(/name="vins"[^>]*checked/g)).toHaveLength(1);
  expect(opened).toContain(`value="${vins[1]}" checked`);
  // The request goes along to the end, and the last page leads back to it.
  expect(opened).toContain(`name="request" value="${id}"`);
  expect((await post({ vins: vins[1], reason: 'other', request: id })).text).toContain(`name="request" value="${id}"`);
  expect((await sealer.get(`${path}?done=1&request=${id}`)).text).toContain(
    `href="/en/requests/${id}">Back to the request`,
  );
  expect((await sealer.get(`${path}?done=1&request=unknown`)).text).not.toContain('Back to the request');
});

test('it asks once more, withdraws what was ticked, and the same form changes nothing more', async () => {
  const asked = await post({ vins: vins[1], reason: 'vehicle-changed' });
  expect([asked.status, asked.text.includes(`value="${vins[1]}"`)]).toEqual([200, true]);
  expect(asked.text).not.toContain(`value="${vins[0]}"`);
  expect(await standings()).toEqual(['live', 'live', 'live']);
  const form = { vins: vins[1], reason: 'vehicle-changed', confirmed: '1' };
  for (const answer of [await post(form), await post(form)])
    expect([answer.status, answer.headers.location]).toEqual([303, `${path}?done=1`]);
  expect(await standings()).toEqual(['live', 'withdrawn', 'live']);
  const page = await sealer.get(path);
  expect(page.text).toContain('The vehicle changed');
  expect(page.text.match(/name="vins"/g)).toHaveLength(2);
});

test('a confirmation without a vehicle in force has no form', async () => {
  await post({ vins: [vins[0], vins[2]], reason: 'other', confirmed: '1' });
  expect(await standings()).toEqual(['withdrawn', 'withdrawn', 'withdrawn']);
  expect((await sealer.get(path)).text).not.toContain('name="vins"');
});

test('who may read it may not withdraw it; to anybody else there is none', async () => {
  for (const [organisation, role, status] of [
    [MAKER, 'clerk', 403],
    [EXPORTER, 'requester', 403],
    [OTHER, 'requester', 404],
  ] as const) {
    const agent = await agentOf(organisation, role);
    const answers = [await agent.get(path), await post({ vins: vins[0], reason: 'lost', confirmed: '1' }, agent)];
    expect([role, ...answers.map((answer) => answer.status)]).toEqual([role, status, status]);
  }
  expect((await sealer.get('/en/confirmations/ASC-TEST-2026-99999999/withdraw')).status).toBe(404);
});
