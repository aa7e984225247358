import { afterAll, beforeAll, describe, expect, it, test } from '@jest/globals';
import type { Express } from 'express';
import supertest from 'supertest';
import { WRONG_PASSWORDS } from '../../../../server/app/accounts/sign-in.ts';
import { dataPaths } from '../../../../server/compose/install-options.ts';
import { openInstall, SYSTEM_CLOCK } from '../../../../server/compose/open-install.ts';
import { openStore } from '../../../../server/compose/store.ts';
import { ownPath } from '../../../../server/http/own-path.ts';
import { operatorActor } from '../../../../server/model/access/actor.ts';
import { emailAddress } from '../../../../server/model/accounts/email-address.ts';
import { checkLetter } from '../../../../server/outbound/mail/check-letter.ts';
import { expectDone } from '../../../support/actors.ts';
import { testApp } from '../../../support/http-app.ts';
import { openTestInstall, type TestInstall, testOptions } from '../../../support/install.ts';
import {
  agentWith,
  cookiesOf,
  makePerson,
  type SignedInAgent,
  signedInAgent,
  signInCookie,
  type TestPerson,
  testBrowser,
} from '../../../support/people.ts';

let now = Date.now();
let install: TestInstall;
let app: Express;
let officer: TestPerson;
let cookie: string;
let admin: SignedInAgent;
beforeAll(async () => {
  install = await openTestInstall({ clock: { now: () => new Date(now).toISOString() } });
  app = testApp(install, { sharesLimits: true });
  officer = await makePerson(install, { organisation: OFFICE, roles: ['officer'] });
  cookie = await signInCookie(install, officer);
  admin = await signedInAgent(app, install, { organisation: OFFICE, roles: ['administrator'] });
});
afterAll(() => install.dispose());

const OFFICE = { kind: 'authority', id: 'office-4', name: 'Office Four' } as const;
const FOREIGN = [
  { 'Sec-Fetch-Site': 'cross-site', Origin: 'https://evil.example' },
  { 'Sec-Fetch-Site': 'same-site', Origin: 'https://other.check.example' },
  { 'Sec-Fetch-Site': 'none' },
  { Origin: 'https://evil.example' },
  { Origin: 'null' },
  { Origin: 'https://check.example.evil.example' },
  { Referer: 'https://check.example/en/account' },
  {},
];

describe('a form of another site', () => {
  test.each(FOREIGN)('%j changes nothing, signed in or not', async (headers) => {
    for (const [path, form] of [
      ['/en/account/mails', { locale: 'ru' }],
      ['/en/account/sessions/end', {}],
      ['/en/sign-out', {}],
      ['/en/sign-in', { email: officer.email, password: officer.password }],
      ['/en/people/invite', { organisation: OFFICE.id, email: 'x@y.example', roles: 'officer', locale: 'en' }],
    ] as const) {
      const answer = await supertest(app)
        .post(path)
        .set({ ...headers, Cookie: cookie })
        .type('form')
        .send(form);
      expect([path, answer.status, answer.get('Set-Cookie')]).toEqual([path, 403, undefined]);
      expect(answer.text).toContain('did not come from a page of this service');
    }
    expect((await agentWith(app, cookie).get('/en/home')).status).toBe(200);
  });

  test('is refused by the service of accounts too', async () => {
    const browser = { ...testBrowser(cookie), origin: 'https://evil.example' };
    const asked = { email: officer.email, password: officer.password };
    const answer = await install.accounts.signIn(browser, asked, 'x');
    expect(answer).toMatchObject({ ok: false, problem: { code: 'request-forged' } });
  });

  test('of our own address over plain http, whose browsers tell no site, is taken', async () => {
    const answer = await supertest(app)
      .post('/en/account/mails')
      .set({ Origin: 'https://check.example', Cookie: cookie })
      .type('form')
      .send({ locale: 'en' });
    expect(answer.status).toBe(303);
  });
});

describe('a session', () => {
  it('is another one after signing in, and the former ends, whatever cookie was there before', async () => {
    const fixed = '__Host-vinseal-session=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA.c2lnbmF0dXJl';
    for (const before of [fixed, cookie]) {
      const { email, password } = officer;
      const answer = await agentWith(app, before).post('/en/sign-in').type('form').send({ email, password });
      const fresh = cookiesOf(answer.get('Set-Cookie') ?? []);
      expect(fresh).not.toContain(before);
      expect((await agentWith(app, before).get('/en/home')).status).toBe(303);
      expect((await agentWith(app, fresh).get('/en/home')).status).toBe(200);
      cookie = fresh;
    }
  });

  it('is not read from a cookie whose signature was altered', async () => {
    const altered = cookie.replace(/(session=.{5})./, '$1!');
    expect((await agentWith(app, altered).get('/en/home')).status).toBe(303);
  });

  it('reaches none of the endpoints that the library brings', async () => {
    for (const path of ['/accounts/get-session', '/accounts/sign-up/email', '/accounts/list-sessions', '/api/auth/ok'])
      expect((await agentWith(app, cookie).get(path)).status).toBe(404);
    const signUp = { email: 'new@evil.example', password: 'a long password', name: 'New' };
    expect((await agentWith(app, cookie).post('/accounts/sign-up/email').send(signUp)).status).toBe(404);
  });
});

describe('the way back after signing in', () => {
  test.each([
    'https://evil.example/',
    '//evil.example',
    '/\\evil.example',
    '/en//evil.example',
    '/en/../../evil',
    'javascript:alert(1)',
    '/en/home\nLocation: https://evil.example',
    '/xx/home',
    '/en',
    ['/en/home'],
  ])('%j leads nowhere but home', async (to) => {
    expect(ownPath(to)).toBeNull();
    const { email, password } = officer;
    const answer = await agentWith(app, '').post('/en/sign-in').type('form').send({ email, password, to });
    expect(answer.headers.location).toBe('/en/home');
  });

  test('leads to a page of ours, and to none whose address is endless', () => {
    expect(ownPath(`/en/${'a'.repeat(600)}`)).toBeNull();
    expect(ownPath('/ru/people?organisation=x')).toBe('/ru/people?organisation=x');
  });
});

describe('an invitation', () => {
  const invite = async (email: string) => {
    const wish = { organisation: OFFICE.id, email, roles: ['officer'], locale: 'en' };
    return expectDone(await install.accounts.invite(wish, operatorActor())).token ?? '';
  };
  const guest = { name: 'Guest', password: 'words of a guest' };

  it('lets nobody in after seven days', async () => {
    const token = await invite('late@office.example');
    now += 7 * 86_400_000;
    expect((await agentWith(app, '').get(`/en/invitation/${token}`)).status).toBe(404);
    expect(await install.accounts.acceptInvitation(token, guest)).toMatchObject({ ok: false });
    now -= 7 * 86_400_000;
  });

  it('lets one of two in who come at once', async () => {
    const token = await invite('once@office.example');
    const answers = await Promise.all([0, 1].map(() => install.accounts.acceptInvitation(token, guest)));
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
  });

  it('signs in whoever sends its form twice at once, and nobody with another password', async () => {
    const token = await invite('twice@office.example');
    const send = (form: object) => agentWith(app, '').post(`/en/invitation/${token}`).type('form').send(form);
    const answers = await Promise.all([send(guest), send(guest)]);
    expect(answers.map(({ status, headers }) => [status, headers.location])).toEqual([
      [303, '/en/home'],
      [303, '/en/home'],
    ]);
    expect((await send({ ...guest, password: 'words of another guest' })).status).toBe(404);
  });

  it('is for the address, the organisation and the roles that it was made for, whatever a form says', async () => {
    const token = await invite('meant@office.example');
    const form = { ...guest, email: 'thief@evil.example', roles: ['administrator'], organisation: 'operator', id: 'x' };
    const accepted = await agentWith(app, '').post(`/en/invitation/${token}`).type('form').send(form);
    expect(accepted.status).toBe(303);
    const people = expectDone(await install.accounts.people.list(OFFICE.id, operatorActor()));
    expect(people.find(({ email }) => email === 'meant@office.example')).toMatchObject({ roles: ['officer'] });
    expect(people.some(({ email }) => email === 'thief@evil.example')).toBe(false);
    const direct = await install.accounts.acceptInvitation(await invite('b@office.example'), {
      ...guest,
      roles: ['x'],
    });
    expect(direct).toMatchObject({ ok: false, problem: { fields: [{ code: 'unknown-field' }] } });
  });

  it('lets nobody in once it was withdrawn, and tells no token again', async () => {
    const wish = { organisation: OFFICE.id, email: 'gone@office.example', roles: ['officer'], locale: 'en' };
    const { invitation, token } = expectDone(await install.accounts.invite(wish, operatorActor()));
    await admin.agent.post('/en/people/invitations/withdraw').type('form').send({ invitation: invitation.id });
    expect(await install.accounts.acceptInvitation(token ?? '', guest)).toMatchObject({ ok: false });
    expect(JSON.stringify(invitation)).not.toContain(token);
  });

  it('comes from nobody for another organisation, or with a role that is not of its kind', async () => {
    const form = { form: 'f', email: 'x@evil.example', locale: 'en' };
    const send = (wish: object) =>
      admin.agent
        .post('/en/people/invite')
        .type('form')
        .send({ ...form, ...wish });
    expect((await send({ organisation: 'operator', roles: 'administrator' })).status).toBe(404);
    expect((await send({ organisation: OFFICE.id, roles: 'sealer' })).status).toBe(422);
    expect((await admin.agent.get('/en/people?organisation=operator')).status).toBe(404);
    expect((await admin.agent.get('/en/access-keys?organisation=operator')).status).toBe(404);
  });
});

describe('wrong passwords', () => {
  it('lock the address for a while, also over a restart, also for the right one', async () => {
    const person = await makePerson(install, { organisation: OFFICE, roles: ['officer'] });
    const asked = { email: person.email, password: 'not the right one' };
    const sent = async () => (await agentWith(app, '').post('/en/sign-in').type('form').send(asked)).status;
    for (let tries = 0; tries < WRONG_PASSWORDS; tries += 1) expect(await sent()).toBe(401);
    expect(await sent()).toBe(429);
    const again = await openInstall(testOptions(install.folder));
    try {
      const right = await again.accounts.signIn(testBrowser(), person, 'another address');
      expect(right).toMatchObject({ ok: false, problem: { code: 'sign-in-limited' } });
    } finally {
      await again.close();
    }
  });

  it('of others do not lock out a browser that signed in to the account before, on any instance', async () => {
    const person = await makePerson(install, { organisation: OFFICE, roles: ['officer'] });
    const { signIn, own, resetPassword, identify } = install.accounts;
    const come = async (cookies: string, by = person, accounts = install.accounts) => {
      const answer = await accounts.signIn(testBrowser(cookies), by, 'another address');
      return answer.ok ? { code: 'ok', cookies: cookiesOf(answer.value.cookies) } : { code: answer.problem.code };
    };
    const knownOf = (cookies = '') => /__Host-vinseal-known-browser=[^;]+/.exec(cookies)?.[0] ?? '';
    const [first, second, ofOfficer] = [await come(''), await come(''), await come('', officer)];
    const [one, other, anothers] = [first, second, ofOfficer].map(({ cookies }) => knownOf(cookies));
    expect(new Set([one, other, anothers, '']).size).toBe(4);
    const wrong = { email: person.email, password: 'not the right one' };
    for (let tries = 0; tries < WRONG_PASSWORDS; tries += 1) await signIn(testBrowser(), wrong, 'x');
    const forged = `${one?.slice(0, -3)}AAA`;
    for (const cookies of ['', anothers, forged, '__Host-vinseal-known-browser=x', '__Host-vinseal-known-browser='])
      expect(await come(cookies ?? '')).toEqual({ code: 'sign-in-limited' });
    const again = await openInstall(testOptions(install.folder));
    try {
      expect(await come(one ?? '', person, again.accounts)).toMatchObject({ code: 'ok' });
    } finally {
      await again.close();
    }
    // Its own tries are counted, too, and only for itself.
    for (let tries = 0; tries < WRONG_PASSWORDS; tries += 1) await signIn(testBrowser(one), wrong, 'x');
    expect(await come(one ?? '')).toEqual({ code: 'sign-in-limited' });
    const signed = await come(other ?? '');
    expect(signed).toMatchObject({ code: 'ok' });
    // Whoever ends sessions ends what is known of other browsers.
    const actor = (await identify({ cookies: first.cookies ?? '' }))?.actor;
    if (actor === undefined) throw new Error('nobody is signed in');
    await own.endSessions(testBrowser(), { one: 'x' }, actor);
    expect(await come(other ?? '')).toEqual({ code: 'sign-in-limited' });
    // An administrator lifts the lock; a link by mail makes its browser known.
    expectDone(await install.accounts.people.liftLock(person.id, operatorActor()));
    expect(await come('')).toMatchObject({ code: 'ok' });
    for (let tries = 0; tries < WRONG_PASSWORDS; tries += 1) await signIn(testBrowser(), wrong, 'x');
    await install.accounts.askForReset(person.email, 'x');
    await install.mail.settled();
    const letters = (await install.mail.outbox?.list(100)) ?? [];
    const token = /reset\/([\w-]+)/.exec(letters.find(({ to }) => to === person.email)?.text ?? '')?.[1] ?? '';
    const password = 'words that are newer';
    const reset = expectDone(await resetPassword(testBrowser(), token, password));
    expect(await come('', { ...person, password })).toEqual({ code: 'sign-in-limited' });
    expect(await come(cookiesOf(reset), { ...person, password })).toMatchObject({ code: 'ok' });
    const { collections, close } = await openStore(dataPaths(install.folder), SYSTEM_CLOCK, {});
    const kept = JSON.stringify(await collections.find('users', person.id));
    await close();
    expect(kept).toMatch(/"knownBrowsers/);
    expect(kept).not.toContain(knownOf(cookiesOf(reset)).slice(29, 60));
  });

  it('of a link by mail are answered before anybody looks whose address it is: the time tells nothing', async () => {
    const person = await makePerson(install, { organisation: OFFICE, roles: ['officer'] });
    const { collections, close } = await openStore(dataPaths(install.folder), SYSTEM_CLOCK, {});
    const day = new Date(Date.now() + 3_600_000).toISOString().slice(0, 10);
    const links = () => collections.count('verifications', [`ends:${day}`], 1_000);
    const before = await links();
    await install.accounts.askForReset(person.email, 'a network');
    const asked = await links();
    await install.mail.settled();
    expect([asked, await links()]).toEqual([before, before + 1]);
    await close();
  });

  it('are answered alike, and as late, for an address that nobody has', async () => {
    const answers: { readonly text: string; readonly took: number }[] = [];
    for (const email of [officer.email, 'nobody@people.example', officer.email, 'no-address']) {
      const began = performance.now();
      const answer = await agentWith(app, '')
        .post('/en/sign-in')
        .type('form')
        .send({ email, password: 'wrong words here' });
      expect(answer.status).toBe(401);
      answers.push({ text: answer.text.replaceAll(email, 'E'), took: performance.now() - began });
    }
    const plain = (text: string | undefined) => text?.replace(/<code>[^<]*<\/code>/g, '');
    expect(new Set(answers.map(({ text }) => plain(text))).size).toBe(1);
    // A hash takes tens of milliseconds: without one an answer would be there in a few.
    const [known, unknown] = [answers[2]?.took ?? 0, Math.max(answers[1]?.took ?? 0, answers[3]?.took ?? 0)];
    expect(unknown).toBeGreaterThan(known / 4);
  });
});

describe('an answer that is no passkey', () => {
  const shaped = { id: 'AAAA', rawId: 'AAAA', type: 'public-key', clientExtensionResults: {} };
  test.each(['null', '{"id":1,"response":{}}', JSON.stringify({ ...shaped, response: {} })])(
    '%j signs nobody in and is kept nowhere, asked for or not',
    async (answer) => {
      const asked = await agentWith(app, '').get('/en/sign-in/passkey');
      for (const cookies of ['', cookiesOf(asked.get('Set-Cookie') ?? [])]) {
        const signed = await agentWith(app, cookies).post('/en/sign-in/passkey').type('form').send({ answer });
        expect([signed.status, signed.get('Set-Cookie')?.join() ?? '']).toEqual([
          401,
          expect.not.stringContaining('session'),
        ]);
      }
      const begin = { form: answer.length, name: 'x', password: officer.password };
      const begun = await agentWith(app, cookie).post('/en/account/passkeys').type('form').send(begin);
      expect(begun.status).toBe(200);
      for (const cookies of [cookie, `${cookie}; ${cookiesOf(begun.get('Set-Cookie') ?? [])}`]) {
        const add = agentWith(app, cookies).post('/en/account/passkeys/add').type('form');
        expect((await add.send({ name: 'x', answer })).status).toBe(401);
      }
      expect((await agentWith(app, cookie).get('/en/account/passkeys')).text).not.toContain('name="passkey"');
    },
  );

  test('needs the password first, and the code where there is one', async () => {
    const begin = { form: 'f', name: 'x', password: 'not it at all' };
    const ask = (by: string, form: object) => agentWith(app, by).post('/en/account/passkeys').type('form').send(form);
    expect((await ask(cookie, begin)).status).toBe(401);
    expect((await ask(cookie, { ...begin, name: ' ' })).status).toBe(422);
    expect((await ask(admin.cookie, { ...begin, password: admin.person.password, code: '000000' })).status).toBe(401);
  });
});

describe('names and addresses', () => {
  test.each([
    'a@b.example\nBcc: c@d.example',
    'a@b.example,c@d.example',
    '"a b"@c.example',
    '<a@b.example>',
    'a@b.example>',
    'a@b',
  ])('%j is no address to write to', (text) => {
    expect(emailAddress(text)).toBeNull();
  });

  test('an address that was never checked is not written to', () => {
    const letter = { to: 'a@b.example\r\nBcc: c@d.example', subject: '', text: '', kind: 'x' };
    expect(() => checkLetter(letter)).toThrow('address');
  });

  test('a subject stays one line, whatever an organisation is called', () => {
    const letter = checkLetter({ to: 'a@b.example', subject: 'By X\r\nBcc: c@d.example', text: '', kind: 'x' });
    expect(letter.subject).toBe('By X Bcc: c@d.example');
  });

  it('cannot hold line ends, and are shown as text', async () => {
    const wish = { organisation: OFFICE.id, email: 'script@office.example', roles: ['officer'], locale: 'en' };
    const { token } = expectDone(await install.accounts.invite(wish, operatorActor()));
    const password = 'words of a script';
    const broken = await install.accounts.acceptInvitation(token ?? '', { name: 'A\r\nBcc: x', password });
    expect(broken).toMatchObject({ ok: false, problem: { code: 'request-not-valid' } });
    expectDone(await install.accounts.acceptInvitation(token ?? '', { name: '<script>x</script>', password }));
    const page = await admin.agent.get('/en/people');
    expect(page.text).toContain('&lt;script&gt;x&lt;/script&gt;');
    expect(page.text).not.toContain('<script>x');
  });
});

describe('cookies', () => {
  it('are for this host, https, no script and no other site; without https for this host as well', async () => {
    const answer = await install.accounts.signIn(testBrowser(), officer, 'y');
    const [session] = expectDone(answer).cookies;
    expect(session).toMatch(/^__Host-vinseal-session=[^;]+; Max-Age=43200; Path=\/; HttpOnly; Secure; SameSite=Lax$/);
    const plain = await openInstall({ ...testOptions(install.folder), publicUrl: 'http://127.0.0.1:3000' });
    try {
      const browser = { ...testBrowser(), origin: 'http://127.0.0.1:3000' };
      const [over] = expectDone(await plain.accounts.signIn(browser, officer, 'y')).cookies;
      expect(over).toMatch(/^vinseal-session=[^;]+; Max-Age=43200; Path=\/; HttpOnly; SameSite=Lax$/);
    } finally {
      await plain.close();
    }
  });
});

describe('what is not confirmed after a restore', () => {
  it('identifies nobody', async () => {
    const unsure = testApp({ ...install, endsUnknown: async () => 'restore-not-confirmed' as const });
    const answer = await agentWith(unsure, await signInCookie(install, officer)).get('/en/home');
    expect(answer.status).toBe(503);
    expect(answer.text).not.toContain(officer.name);
  });
});
