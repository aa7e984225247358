/** From a request to issued confirmations, as a clerk and a sealer do it in their browsers, in each language. */

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Express } from 'express';
import { unzipSync } from 'fflate';
import type { Agent } from 'supertest';
import type { VehicleRequest } from '../../../../server/model/requests/vehicle-request.ts';
import { expectDone } from '../../../support/actors.ts';
import { testApp } from '../../../support/http-app.ts';
import { openTestInstall, type TestInstall } from '../../../support/install.ts';
import { type SignedInAgent, signedInAgent, totpCode } from '../../../support/people.ts';
import { addPeoplesOrganisations, REQUESTER } from '../../../support/request-people.ts';

const MAKER = { kind: 'manufacturer', id: 'maker', manufacturer: 'test-maker' } as const;
let install: TestInstall;
let app: Express;
let clerk: SignedInAgent;
let sealer: SignedInAgent;
let officer: SignedInAgent;
/** A code is good once: each approval of these tests uses another one. */
let codes = 0;
beforeAll(async () => {
  install = await openTestInstall();
  app = testApp(install);
  await addPeoplesOrganisations(install.folder);
  clerk = await signedInAgent(app, install, { organisation: MAKER, roles: ['clerk'] });
  sealer = await signedInAgent(app, install, { organisation: MAKER, roles: ['sealer'] });
  const office = { kind: 'authority', id: 'office', name: 'TEST 办公室' } as const;
  officer = await signedInAgent(app, install, { organisation: office, roles: ['officer'] });
});
afterAll(() => install.dispose());

let forms = 0;
async function submitted(seed: number, vehicles: number): Promise<VehicleRequest> {
  forms += 1;
  const form = `form-of-the-pages-${String(forms).padStart(6, '0')}`;
  const asked = { form, manufacturer: 'test-maker', vehicles: install.request(seed, vehicles).vehicles };
  const request = expectDone(await install.requests.make(asked, REQUESTER));
  return expectDone(await install.requests.submit({ id: request.id, version: request.version, actor: REQUESTER }));
}
const post = (agent: Agent, path: string, form: object) => agent.post(path).type('form').send(form);
const hidden = (html: string, name: string) => new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1] ?? '';

/** Proposes all lines of a new request, one document each, and gives the address of the batch. */
async function proposed(language: string, seed: number, vehicles: number): Promise<string> {
  const request = await submitted(seed, vehicles);
  const taken = await post(clerk.agent, `/${language}/batches/new`, { request: request.id, all: '1' });
  expect(taken.status).toBe(303);
  const page = await clerk.agent.get(String(taken.headers.location));
  expect(page.status).toBe(200);
  const form = { request: request.id, lines: hidden(page.text, 'lines'), form: hidden(page.text, 'form') };
  const sent = () => post(clerk.agent, `/${language}/batches`, { ...form, documents: 'one-each' });
  const [first, again] = [await sent(), await sent()];
  expect([first.status, again.headers.location]).toEqual([303, first.headers.location]);
  return String(first.headers.location);
}

/** A code that was not used yet: the window of an authenticator reaches one step to each side. */
function nextCode(): string {
  codes += 1;
  return totpCode(sealer.person.secret ?? '', codes % 2 === 0 ? 0 : 1);
}

test('a clerk proposes, a sealer looks at each document, leaves one out and approves; the issued ones are downloaded', async () => {
  const batch = await proposed('en', 50_000, 3);
  const ofClerk = await clerk.agent.get(batch);
  expect(ofClerk.text).toContain('waiting for approval');
  expect(ofClerk.text).not.toContain(`${batch}/review`);
  expect((await sealer.agent.get(batch)).text).toContain(`${batch}/review`);
  const review = await sealer.agent.get(`${batch}/review`);
  expect(review.text.match(/rows\/\d\.pdf/g)).toEqual(['rows/1.pdf', 'rows/2.pdf', 'rows/3.pdf']);
  // Beside each VIN stands what that vehicle is, in the same line of the page.
  expect(review.text.match(/vinseal-vin.*<br><span class="govuk-body-s">/g)).toHaveLength(3);
  const preview = await sealer.agent.get(`${batch}/rows/1.pdf`).buffer(true).responseType('blob');
  expect([preview.status, preview.type, preview.body.subarray(0, 5).toString()]).toEqual([
    200,
    'application/pdf',
    '%PDF-',
  ]);
  expect(preview.headers['content-disposition']).toBe('inline; filename="preview-1.pdf"');
  const contents = hidden(review.text, 'contents');
  const wrong = await post(sealer.agent, `${batch}/approve`, { contents, code: '000000', exclude: ['1'] });
  expect(wrong.status).toBe(401);
  expect(wrong.text).toMatch(/href="#code"/);
  expect(wrong.text).toMatch(/value="1" checked/);
  const approved = await post(sealer.agent, `${batch}/approve`, { contents, code: nextCode(), exclude: ['1'] });
  expect([approved.status, approved.headers.location]).toEqual([303, batch]);
  const running = await sealer.agent.get(batch);
  expect(running.text).toContain('data-vinseal-batch-events');
  expect(running.headers.refresh).toBeUndefined();
  expect((await sealer.agent.get(`${batch}?follow=1`)).headers.refresh).toBe('5');
  for (let looks = 0; looks < 3; looks += 1) {
    await install.batchRunner.look();
    await install.batchRunner.idle();
  }
  const done = await clerk.agent.get(batch);
  expect(done.text).toContain('2 of 2 done');
  const [issued = ''] = /\/en\/batches\/[^"]+\/issued\/ASC-[^"]+/.exec(done.text) ?? [];
  const pdf = await clerk.agent.get(issued).buffer(true).responseType('blob');
  expect([pdf.status, pdf.type]).toEqual([200, 'application/pdf']);
  const zip = await clerk.agent.get(`${batch}/confirmations.zip`).buffer(true).responseType('blob');
  const files = unzipSync(new Uint8Array(zip.body));
  expect(Object.keys(files)).toEqual([expect.stringMatching(/^ASC-/), expect.stringMatching(/^ASC-/), 'manifest.csv']);
  const events = await clerk.agent.get(`${batch}/events`);
  expect([events.type, events.text]).toEqual([
    'text/event-stream',
    expect.stringMatching(/"percent":100[\s\S]*event: ended/),
  ]);
  // Sent once more, it leads to the batch as it stands.
  const again = await post(sealer.agent, `${batch}/approve`, { contents, code: '000000' });
  expect([again.status, again.headers.location]).toEqual([303, batch]);
});

test('a batch is rejected with a reason that the clerk reads, and only with one', async () => {
  const batch = await proposed('en', 50_100, 1);
  const refused = await post(sealer.agent, `${batch}/reject`, { reason: '  ' });
  expect([refused.status, refused.text]).toEqual([422, expect.stringMatching(/href="#reason"/)]);
  const rejected = await post(sealer.agent, `${batch}/reject`, { reason: 'Wrong <country>' });
  expect(rejected.status).toBe(303);
  expect((await clerk.agent.get(batch)).text).toContain('Wrong &lt;country&gt;');
});

test('a clerk cancels a batch after being asked', async () => {
  const batch = await proposed('en', 50_200, 1);
  expect((await clerk.agent.get(`${batch}/cancel`)).text).toContain('cannot be undone');
  const cancelled = await post(clerk.agent, `${batch}/control`, { control: 'cancel' });
  expect(cancelled.headers.location).toBe(batch);
  expect((await clerk.agent.get(batch)).text).toContain('cancelled');
});

test('problems of lines are told of the lines', async () => {
  const request = await submitted(50_300, 2);
  const { vehicles } = install.request(50_300, 2);
  const taken = { ...install.request(50_300, 1), vehicles: vehicles.slice(1) };
  expectDone(
    await install.issue(taken, {
      by: { kind: 'operator', id: 't', name: 't', organisation: null, roles: ['operator'] },
    }),
  );
  const form = { request: request.id, lines: '1-2', form: 'form-1', documents: 'one-each' };
  const refused = await post(clerk.agent, '/en/batches', form);
  expect(refused.status).toBe(422);
  expect(refused.text).toMatch(/href="#line-2">Line 2: /);
});

test('lines that are proposed already are told so, with their batch; request and batch lead to each other', async () => {
  const request = await submitted(50_350, 2);
  const form = { request: request.id, lines: '1', form: 'form-1-of-2', documents: 'one' };
  const batch = (await post(clerk.agent, '/en/batches', form)).headers.location ?? '';
  const page = await clerk.agent.get(`/en/batches/new?request=${request.id}&lines=1-2`);
  expect(page.text).toContain('Line 1 cannot be proposed again: Proposed for sealing.');
  expect(page.text).toContain(`href="${batch}"`);
  expect(page.text).toContain('name="lines" value="2"');
  expect(page.text).toContain('Kazakhstan');
  const late = await post(clerk.agent, '/en/batches', { ...form, form: 'form-2-of-2' });
  expect([late.status, late.text.includes(`href="${batch}"`), late.text.includes('Somebody changed')]).toEqual([
    409,
    true,
    false,
  ]);
  expect((await clerk.agent.get(batch)).text).toContain(`href="/en/requests/${request.id}"`);
  const shown = await clerk.agent.get(`/en/requests/${request.id}`);
  expect(shown.text).toContain(`href="${batch}"`);
  const none = await post(clerk.agent, '/en/batches/new', { request: request.id });
  expect(none.headers.location).toBe(`/en/requests/${request.id}?wrong=no-lines#lines`);
  const told = await clerk.agent.get(`/en/requests/${request.id}?wrong=no-lines`);
  expect(told.text).toContain('href="#lines">Tick at least one vehicle.');
});

describe('others', () => {
  test('see no batch, and a form of another site does nothing', async () => {
    const batch = await proposed('en', 50_400, 1);
    for (const path of ['', '/review', '/rows/1.pdf', '/events', '/cancel'])
      expect((await officer.agent.get(`${batch}${path}`)).status).toBe(404);
    expect((await officer.agent.get('/en/batches')).status).toBe(404);
    const forged = await clerk.agent
      .post(`${batch}/control`)
      .set('Sec-Fetch-Site', 'cross-site')
      .type('form')
      .send({ control: 'cancel' });
    expect(forged.status).toBe(403);
    expect((await clerk.agent.get(batch)).text).toContain('waiting for approval');
    expect((await post(clerk.agent, `${batch}/approve`, { contents: 'x', code: '1' })).status).toBe(404);
  });
});

test.each(['zh', 'en', 'ru'])('every page in %s', async (language) => {
  const seed = 50_500 + ['zh', 'en', 'ru'].indexOf(language) * 10;
  const batch = await proposed(language, seed, 5);
  for (const path of [
    `/${language}/batches`,
    `/${language}/batches?state=proposed`,
    batch,
    `${batch}/review`,
    `${batch}/cancel`,
  ]) {
    const page = await sealer.agent.get(path);
    expect([path, page.status]).toEqual([path, 200]);
    expect(page.headers['cache-control']).toBe('no-store');
  }
});
