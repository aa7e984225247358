/** What is typed is not lost: when the language is changed, and when the session has ended. */

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Express } from 'express';
import type { Agent } from 'supertest';
import { TEST_EXPORTERS } from '../../../server/development/test-manufacturer.ts';
import { testApp } from '../../support/http-app.ts';
import { openTestInstall, type TestInstall } from '../../support/install.ts';
import { agentWith, signedInAgent } from '../../support/people.ts';

const EXPORTER = { kind: 'exporter', id: 'exporter-1', ...TEST_EXPORTERS[0] } as const;
const MAKER = { kind: 'manufacturer', id: 'maker', manufacturer: 'test-maker' } as const;

let install: TestInstall;
let app: Express;
let exporter: Agent;
let clerk: Agent;
let operator: Agent;
const nobody = () => agentWith(app, '');
beforeAll(async () => {
  install = await openTestInstall();
  app = testApp(install);
  ({ agent: exporter } = await signedInAgent(app, install, { organisation: EXPORTER, roles: ['requester'] }));
  ({ agent: clerk } = await signedInAgent(app, install, { organisation: MAKER, roles: ['clerk'] }));
  ({ agent: operator } = await signedInAgent(app, install, {
    organisation: { kind: 'operator' },
    roles: ['administrator'],
  }));
});
afterAll(() => install.dispose());

const post = (agent: Agent, path: string, fields: object) => agent.post(path).type('form').send(fields);

describe('a change of the language', () => {
  it.each([
    ['register', 'register', 'company', nobody],
    ['requests/new', 'requests', 'applicationDate', () => exporter],
    ['requests/ask-change', 'requests/ask-change', 'reason', () => exporter],
    ['outlets/form', 'outlets/form', 'provider', () => clerk],
    ['administration/manufacturer', 'administration/manufacturer', 'nameEn', () => operator],
  ])(
    'keeps what is typed in the form of /%s, by buttons of the form, and does nothing',
    async (page, to, name, who) => {
      const shown = await who().get(`/en/${page}`);
      const [, form] = new RegExp(`<form id="([\\w-]+)" action="/en/${to}"`).exec(shown.text) ?? [];
      expect(form).toBeDefined();
      expect(shown.text).toContain(`form="${form}" formaction="/ru/${to}" formnovalidate name="kept" value="form"`);
      // Enter in a field presses the first button of the form.
      expect(/<button type="submit"[^>]*>/.exec(shown.text)?.[0]).toBe(`<button type="submit" form="${form}" hidden>`);
      const there = await post(who(), `/ru/${to}`, { [name]: 'typed <here>', isNew: '1', kept: 'form' });
      expect([there.status, there.headers.location]).toEqual([200, undefined]);
      expect(there.text).toContain('lang="ru"');
      expect(there.text).toContain('typed &lt;here&gt;');
      expect(there.text).not.toContain('govuk-error-summary');
    },
  );

  it('keeps the vehicles of a request as they are typed, with what is ticked, made from the same version', async () => {
    const made = await post(exporter, '/en/requests', {
      ...{ form: 'form-of-a-request-1', manufacturer: 'test-maker', applicationDate: '2026-06-01' },
    });
    const [, id] = /requests\/([\w-]+)\/vehicles/.exec(made.headers.location ?? '') ?? [];
    const path = `requests/${id}/vehicles`;
    const version = async () => /name="version" value="(\d+)"/.exec((await exporter.get(`/en/${path}`)).text)?.[1];
    await post(exporter, `/en/${path}`, { version: await version(), 'vin-0': 'FIRST', next: 'stay' });
    await post(exporter, `/en/${path}`, { version: await version(), 'line-0': '1', 'vin-0': 'FIRST', next: 'stay' });
    const typed = {
      ...{ version: '1', applicationDate: 'soon', languages: 'zh ru' },
      ...{ 'line-0': '1', 'vin-0': 'FIRST', 'brand-0': 'Typed', 'remove-0': '1', 'vin-1': 'SECOND' },
    };
    const before = await version();
    const there = await post(exporter, `/zh/${path}?page=1`, { ...typed, kept: 'form' });
    expect(there.status).toBe(200);
    const field = (name: string, value: string) =>
      expect(there.text).toMatch(new RegExp(`name="${name}" value="${value}"`));
    for (const [name, value] of Object.entries({
      version: '1',
      applicationDate: 'soon',
      'brand-0': 'Typed',
      'vin-1': 'SECOND',
    }))
      field(name, value);
    expect(there.text).toMatch(/name="remove-0" type="checkbox" value="1" checked/);
    expect(there.text).toContain('<option value="zh ru" selected>');
    expect(there.text).toContain(`formaction="/ru/${path}?page=1"`);
    expect(await version()).toBe(before);
  });
});

describe('a form whose session has ended', () => {
  const fields = { version: '3', 'vin-0': '"><script>', applicationDate: '2026-06-01' };

  it('is held by the page alone, to be sent again after signing in', async () => {
    const answer = await post(nobody(), '/en/requests/some/vehicles?page=2', fields);
    expect(answer.status).toBe(401);
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(answer.headers['set-cookie']).toBeUndefined();
    expect(answer.text).toContain('<form action="/en/requests/some/vehicles?page=2" method="post">');
    expect(answer.text).toContain('name="vin-0" value="&quot;&gt;&lt;script&gt;"');
    // Another language would lose it.
    expect(answer.text).not.toContain('href="/ru/');
  });

  it.each([
    ['what is too long', '/en/requests/some/vehicles', { pasted: 'x'.repeat(150_000) }],
    ['passwords', '/en/account/password', { password: 'a secret', next: 'another' }],
    ['codes', '/en/account/authenticator/on', { code: '123456' }],
  ])('leads to the sign-in page with %s', async (_what, path, sent) => {
    const answer = await post(nobody(), path, sent);
    expect([answer.status, answer.headers.location?.startsWith('/en/sign-in')]).toEqual([303, true]);
    for (const value of Object.values(sent)) expect(answer.text).not.toContain(value);
  });

  it('is taken from no other site', async () => {
    const answer = await post(nobody().set('Sec-Fetch-Site', 'cross-site'), '/en/requests/some/vehicles', fields);
    expect(answer.status).toBe(403);
    expect(answer.text).not.toContain('vin-0');
  });
});
