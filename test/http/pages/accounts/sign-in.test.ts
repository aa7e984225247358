import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Express } from 'express';
import { testApp } from '../../../support/http-app.ts';
import { openTestInstall, type TestInstall } from '../../../support/install.ts';
import { agentWith, cookiesOf, makePerson, signedInAgent, totpCode } from '../../../support/people.ts';

let install: TestInstall;
let app: Express;
beforeAll(async () => {
  install = await openTestInstall();
  app = testApp(install);
});
afterAll(() => install.dispose());

const OFFICE = { kind: 'authority', id: 'office-1', name: 'Office One' } as const;

describe('signing in', () => {
  it('lets somebody in with e-mail and password, and back to the page that was asked for', async () => {
    const person = await makePerson(install, { organisation: OFFICE, roles: ['officer'] });
    const browser = agentWith(app, '');
    const asked = await browser.get('/en/home?x=1');
    expect(asked.status).toBe(303);
    expect(asked.headers.location).toBe('/en/sign-in?to=%2Fen%2Fhome%3Fx%3D1');
    const { email, password } = person;
    const answer = await browser.post('/en/sign-in').type('form').send({ email, password, to: '/en/home?x=1' });
    expect(answer.status).toBe(303);
    expect(answer.headers.location).toBe('/en/home?x=1');
    const cookies = answer.get('Set-Cookie') ?? [];
    expect(cookies.join()).toMatch(/__Host-vinseal-session=[^;]+;.*Path=\/;.*HttpOnly;.*Secure;.*SameSite=Lax/);
    const home = await agentWith(app, cookiesOf(cookies)).get('/en/home');
    expect(home.status).toBe(200);
    expect(home.text).toContain(person.name);
    expect(home.headers['cache-control']).toBe('no-store');
  });

  it.each([
    ['https://check.example/en/requests/a/vehicles?page=2', '/en/requests/a/vehicles?page=2'],
    ['https://check.example/elsewhere', '/en/home'],
    ['no address', '/en/home'],
  ])('leads a form from %s, whose session has ended, back to its page', async (referer, to) => {
    const answer = await agentWith(app, '').post('/en/requests/a/vehicles').set('Referer', referer);
    expect([answer.status, answer.headers.location]).toEqual([303, `/en/sign-in?to=${encodeURIComponent(to)}`]);
  });

  it('asks for the second factor, and takes a code once', async () => {
    const { person } = await signedInAgent(app, install, {
      organisation: { kind: 'operator' },
      roles: ['administrator'],
    });
    const { email, password } = person;
    const first = await agentWith(app, '').post('/en/sign-in').type('form').send({ email, password });
    expect(first.headers.location).toBe('/en/sign-in/code');
    const browser = agentWith(app, cookiesOf(first.get('Set-Cookie') ?? []));
    const replayed = await browser
      .post('/en/sign-in/code')
      .type('form')
      .send({ code: totpCode(person.secret ?? '') });
    expect(replayed.status).toBe(401);
    const next = await browser
      .post('/en/sign-in/code')
      .type('form')
      .send({ code: totpCode(person.secret ?? '', 1) });
    expect(next.status).toBe(303);
    expect(next.headers.location).toBe('/en/home');
  });
});
