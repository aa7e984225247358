import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Express } from 'express';
import type { Agent } from 'supertest';
import { completeUscc } from '#core/confirmation/uscc.ts';
import { personRecord } from '../../../../server/app/accounts/people-records.ts';
import { dataPaths } from '../../../../server/compose/install-options.ts';
import { SYSTEM_CLOCK } from '../../../../server/compose/open-install.ts';
import { openStore } from '../../../../server/compose/store.ts';
import { operatorActor } from '../../../../server/model/access/actor.ts';
import { expectDone } from '../../../support/actors.ts';
import { testApp } from '../../../support/http-app.ts';
import { openTestInstall, type TestInstall } from '../../../support/install.ts';
import {
  agentWith,
  cookiesOf,
  fromBase32,
  makePerson,
  type SignedInAgent,
  signedInAgent,
  signInCookie,
  totpCode,
} from '../../../support/people.ts';

let install: TestInstall;
let app: Express;
let admin: SignedInAgent;
beforeAll(async () => {
  install = await openTestInstall();
  app = testApp(install);
  admin = await signedInAgent(app, install, { organisation: { kind: 'operator' }, roles: ['administrator'] });
});
afterAll(() => install.dispose());

const EXPORTER = {
  kind: 'exporter',
  id: 'exporter-1',
  name: 'Exporter <One>',
  uscc: completeUscc('91310000MA1FL0JK2'),
} as const;
const OFFICE = { kind: 'authority', id: 'office-2', name: 'Office Two' } as const;

function send(agent: Agent, path: string, form: object) {
  return agent.post(path).type('form').send(form);
}

/** The value of a hidden field. */
function hidden(html: string, name: string): string {
  return new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1]?.replaceAll('&amp;', '&') ?? '';
}

/** The newest letter to somebody. */
async function letterTo(email: string) {
  const { agent } = admin;
  await install.mail.settled();
  const page = await agent.get('/en/outbox');
  expect(page.status).toBe(200);
  const letters = await install.mail.outbox?.list(100);
  const found = letters?.find(({ to }) => to === email);
  if (found === undefined) throw new Error(`no letter to ${email}`);
  expect(page.text).toContain(email);
  return found;
}

describe.each(['zh', 'en', 'ru'])('the pages of accounts in %s', (language) => {
  it.each([
    'home',
    'account',
    'account/password',
    'account/second-factor',
    'account/passkeys',
    'people',
    'people/invite',
    'organisations',
    'organisations/add',
    'access-keys',
    'access-keys/create',
    'access-keys/x/end',
    'outbox',
    'applications',
    'applications?show=all',
  ])('%s is shown to an administrator of the operator', async (page) => {
    const answer = await admin.agent.get(`/${language}/${page}`);
    expect(answer.status).toBe(200);
    expect(answer.text).toContain(`lang="${language === 'zh' ? 'zh-CN' : language}"`);
    expect(answer.headers['cache-control']).toBe('no-store');
  });

  it.each([
    ...[
      'sign-in',
      'sign-in/code',
      'sign-in/passkey',
      'forgotten',
      'forgotten/sent',
      'reset/x',
      'register',
      'register/sent',
    ],
    'register/waiting',
  ])('%s is shown to everybody', async (page) => {
    const answer = await agentWith(app, '').get(`/${language}/${page}`);
    expect(answer.status).toBe(200);
    expect(answer.headers['referrer-policy']).toBe('same-origin');
  });
});

describe('an invitation', () => {
  it('leads from the form by a letter to an account that is signed in', async () => {
    const { agent } = admin;
    expect((await send(agent, '/en/organisations/add', OFFICE)).headers.location).toBe('/en/organisations?done=added');
    const same = await send(agent, '/en/organisations/add', OFFICE);
    expect(same.headers.location).toBe('/en/organisations?done=added');
    const form = hidden((await agent.get('/en/people/invite?organisation=office-2')).text, 'form');
    const wish = { form, organisation: 'office-2', email: 'New.One@office.example', roles: 'officer', locale: 'ru' };
    const sent = await send(agent, '/en/people/invite', wish);
    expect(sent.headers.location).toBe('/en/people?organisation=office-2&done=invited');
    expect((await send(agent, '/en/people/invite', wish)).status).toBe(303);
    const { form: _, ...anew } = wish;
    const other = await send(agent, '/en/people/invite', { ...anew, form: 'another-form' });
    expect([other.status, other.text.includes('invitation of this address is open')]).toEqual([409, true]);
    const former = /\/invitation\/([\w-]{43})/.exec((await letterTo('new.one@office.example')).text)?.[1] ?? '';
    const again = { invitation: hidden(other.text, 'invitation'), until: hidden(other.text, 'until') };
    // The second time nothing is sent, and that is said.
    for (const done of ['resent', 'resent-before'])
      expect((await send(agent, '/en/people/invitations/resend', again)).headers.location).toBe(
        `/en/people?organisation=office-2&done=${done}`,
      );
    expect((await agent.get('/en/people?organisation=office-2&done=resent-before')).text).toContain(
      'Nothing was sent now',
    );
    expect((await agentWith(app, '').get(`/en/invitation/${former}`)).status).toBe(404);
    const listed = await agent.get('/en/people?organisation=office-2');
    expect(listed.text.match(/new\.one@office\.example –/g)).toHaveLength(1);
    const letter = await letterTo('new.one@office.example');
    const link = new URL(/https:\S+/g.exec(letter.text.replace('https://check.example.', ''))?.[0] ?? '');
    expect(link.pathname).toMatch(/^\/ru\/invitation\/[\w-]{43}$/);
    const guest = agentWith(app, '');
    expect((await guest.get(link.pathname)).text).toContain('Office Two');
    const empty = await send(guest, link.pathname, {});
    expect(['#name', '#password', '#email'].map((at) => empty.text.includes(`href="${at}"`))).toEqual([
      true,
      true,
      false,
    ]);
    const short = await send(guest, link.pathname, { name: 'Анна', password: 'short' });
    expect(short.status).toBe(422);
    expect(short.text).toContain('href="#password"');
    expect(short.text).not.toContain('value="short"');
    const password = 'a long enough one';
    // Letters come in the language in which the account was made, whatever the invitation was written in.
    const accepted = await send(guest, link.pathname.replace('/ru/', '/zh/'), {
      name: 'Анна',
      password,
      roles: 'administrator',
      organisation: 'operator',
    });
    expect(accepted.headers.location).toBe('/zh/home');
    const fresh = agentWith(app, cookiesOf(accepted.get('Set-Cookie') ?? []));
    expect((await fresh.get('/zh/account')).text).toMatch(/value="zh-CN" selected/);
    const anna = agentWith(app, cookiesOf(accepted.get('Set-Cookie') ?? []));
    expect((await anna.get('/ru/account')).text).toContain('Сотрудник органа');
    expect((await anna.get('/ru/people')).status).toBe(404);
    expect((await anna.get('/ru/organisations')).status).toBe(404);
    expect((await send(guest, link.pathname, { name: 'B', password })).status).toBe(404);
  });
});

describe('the second factor', () => {
  it('is set up before anything else where a role needs it, and its codes sign in', async () => {
    const { accounts } = install;
    expectDone(await accounts.organisations.add(EXPORTER, await actorOfAdmin()));
    const wish = { organisation: EXPORTER.id, email: 'boss@exporter.example', roles: ['administrator'], locale: 'en' };
    const { agent } = admin;
    await send(agent, '/en/people/invite', { ...wish, form: 'one' });
    const letter = await letterTo('boss@exporter.example');
    const path = /\/en\/invitation\/[\w-]+/.exec(letter.text)?.[0] ?? '';
    const password = 'another long one';
    const accepted = await send(agentWith(app, ''), path, { name: 'Boss', password });
    const fresh = agentWith(app, cookiesOf(accepted.get('Set-Cookie') ?? []));
    expect((await fresh.get('/en/people')).headers.location).toBe('/en/account/second-factor');
    expect((await send(fresh, '/en/account/second-factor', { password: 'not it at all' })).status).toBe(401);
    const offer = await send(fresh, '/en/account/second-factor', { password });
    expect(offer.text).toContain('<svg');
    // Asked for again, such as by a reload, it is the same.
    const again = await send(fresh, '/en/account/second-factor', { password });
    expect(hidden(again.text, 'address')).toBe(hidden(offer.text, 'address'));
    expect(hidden(again.text, 'backup')).toBe(hidden(offer.text, 'backup'));
    const [address, backup] = ['address', 'backup'].map((name) => hidden(offer.text, name));
    const secret = fromBase32(new URL(address ?? '').searchParams.get('secret') ?? '');
    const wrong = await send(fresh, '/en/account/second-factor/on', { address, backup, code: '000000' });
    expect(wrong.status).toBe(401);
    expect(hidden(wrong.text, 'address')).toBe(address);
    const reloaded = await fresh.get('/en/account/second-factor/on');
    expect([reloaded.status, reloaded.headers.location]).toEqual([303, '/en/account/second-factor']);
    const on = await send(fresh, '/en/account/second-factor/on', { address, backup, code: totpCode(secret) });
    expect(on.headers.location).toBe('/en/account?done=second-factor');
    expect((await fresh.get('/en/people')).headers.location).toMatch(/sign-in/);
    const signed = agentWith(app, cookiesOf(on.get('Set-Cookie') ?? []));
    expect((await signed.get('/en/people')).text).toContain('Boss');
    const first = await send(agentWith(app, ''), '/en/sign-in', { email: 'boss@exporter.example', password });
    const half = agentWith(app, cookiesOf(first.get('Set-Cookie') ?? []));
    expect((await half.get('/en/home')).status).toBe(303);
    const code = backup?.split(' ')[0];
    expect((await send(half, '/en/sign-in/code', { code })).headers.location).toBe('/en/home');
    const second = await send(agentWith(app, ''), '/en/sign-in', { email: 'boss@exporter.example', password });
    const replay = agentWith(app, cookiesOf(second.get('Set-Cookie') ?? []));
    expect((await send(replay, '/en/sign-in/code', { code })).status).toBe(401);
  });
});

describe('a second factor that is set up', () => {
  it('gets new backup codes and another authenticator by password and code, and other sessions end', async () => {
    const maker = { kind: 'authority', id: 'office-6', name: 'Office Six' } as const;
    const { agent, person } = await signedInAgent(app, install, { organisation: maker, roles: ['administrator'] });
    const { password, secret } = person;
    for (const page of ['backup-codes', 'authenticator']) {
      const wrong = await send(agent, `/en/account/${page}`, { form: 'f', password: 'not it at all', code: '1' });
      expect([wrong.status, wrong.text.includes('href="#password"')]).toEqual([401, true]);
      const code = await send(agent, `/en/account/${page}`, { form: 'f', password, code: '000000' });
      expect([code.status, code.text.includes('href="#code"')]).toEqual([401, true]);
    }
    const form = { form: hidden((await agent.get('/en/account/backup-codes')).text, 'form'), password };
    const codesOf = (text: string) => text.match(/<code>[\w-]{11}<\/code>/g);
    const asked = { ...form, code: totpCode(secret ?? '', 1) };
    const [made, again] = [
      await send(agent, '/en/account/backup-codes', asked),
      await send(agent, '/en/account/backup-codes', asked),
    ];
    expect(codesOf(made.text)).toHaveLength(10);
    expect(codesOf(again.text)).toEqual(codesOf(made.text));
    const [backup = ''] = codesOf(made.text) ?? [];
    const offer = await send(agent, '/en/account/authenticator', { ...form, code: backup.slice(6, 17) });
    const address = hidden(offer.text, 'address');
    const other = fromBase32(new URL(address).searchParams.get('secret') ?? '');
    const refused = await send(agent, '/en/account/authenticator/on', { address, code: '000000' });
    expect([refused.status, hidden(refused.text, 'address')]).toEqual([401, address]);
    const on = { address, code: totpCode(other) };
    expect((await send(agent, '/en/account/authenticator/on', on)).headers.location).toMatch(/done=authenticator$/);
    expect((await send(agent, '/en/account/authenticator/on', on)).status).toBe(409);
    expect((await agent.get('/en/account')).status).toBe(200);
    await install.mail.settled();
    const letters = ((await install.mail.outbox?.list(100)) ?? []).filter(({ to }) => to === person.email);
    expect(letters.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['second-factor-changed', 'backup-codes-renewed']),
    );
    expect(letters.filter(({ kind }) => kind === 'backup-codes-renewed')).toHaveLength(1);
  });
});

describe('an exporter that nobody invited', () => {
  const form = (more: object) => ({
    ...{ company: 'Exporter & Sons', uscc: completeUscc('91310000MA1CCCCC1'), name: 'Анна', locale: 'ru' },
    ...{ manufacturer: '', purpose: 'Cars for\r\nKazakhstan', email: 'anna@new.example' },
    ...more,
  });
  const formId = async () => hidden((await agentWith(app, '').get('/en/register')).text, 'form');

  it('asks, confirms by letter, is accepted by an administrator and lets themselves in', async () => {
    expect((await agentWith(app, '').get('/en/sign-in')).text).toContain('href="/en/register"');
    const guest = agentWith(app, '');
    const wrong = await send(guest, '/en/register', form({ form: await formId(), uscc: '123', email: '' }));
    expect(wrong.status).toBe(422);
    for (const part of ['href="#uscc"', 'href="#email"', 'value="Exporter &amp; Sons"', 'value="ru" selected'])
      expect(wrong.text).toContain(part);
    const right = form({ form: hidden(wrong.text, 'form') });
    for (const _twice of [1, 2])
      expect((await send(guest, '/en/register', right)).headers.location).toBe('/en/register/sent');
    const letter = await letterTo('anna@new.example');
    expect((await install.mail.outbox?.list(1_000))?.filter(({ to }) => to === 'anna@new.example')).toHaveLength(1);
    const path = /\/ru\/register\/confirm\/[\w-]+/.exec(letter.text)?.[0] ?? '';
    expect((await admin.agent.get('/en/applications')).text).not.toContain('Exporter &amp; Sons');
    expect((await guest.get(path)).text).toContain('Exporter &amp; Sons');
    for (const _twice of [1, 2]) expect((await send(guest, path, {})).headers.location).toBe('/ru/register/waiting');
    expect((await guest.get(path)).status).toBe(404);
    expect((await admin.agent.get('/en/home')).text).toContain('1 application of an exporter waits');
    await install.noticesSettled();
    expect(await letterTo(admin.person.email)).toMatchObject({ kind: 'application-received' });
    const list = await admin.agent.get('/en/applications');
    const [, id = ''] = /applications\/([\w-]{20})"/.exec(list.text) ?? [];
    const page = await admin.agent.get(`/en/applications/${id}`);
    for (const part of ['check character of the credit code is right', 'Cars for Kazakhstan', 'anna@new.example'])
      expect(page.text).toContain(part);
    expect((await admin.agent.get(`/en/applications/${id}/accept`)).text).toContain('id="confirm"');
    for (const _twice of [1, 2]) {
      const accepted = await send(admin.agent, `/en/applications/${id}/accept`, {});
      expect(accepted.headers.location).toBe(`/en/applications/${id}?done=accepted`);
    }
    expect((await admin.agent.get(`/en/applications/${id}?done=accepted`)).text).toContain('invitation is sent');
    const invited = await letterTo('anna@new.example');
    const accept = /\/ru\/invitation\/[\w-]+/.exec(invited.text)?.[0] ?? '';
    const password = 'a long enough one';
    const letIn = await send(guest, accept, { name: 'Анна', password });
    expect(letIn.headers.location).toBe('/ru/home');
  });

  it('is refused with a reason, and led to the administrator of a company that is here', async () => {
    const email = 'second@new.example';
    const guest = agentWith(app, '');
    await send(guest, '/en/register', form({ form: await formId(), email, locale: 'en', company: 'Same code' }));
    const path = /\/en\/register\/confirm\/[\w-]+/.exec((await letterTo(email)).text)?.[0] ?? '';
    await send(guest, path, {});
    const [, id = ''] = /applications\/([\w-]{20})"/.exec((await admin.agent.get('/en/applications')).text) ?? [];
    const page = await admin.agent.get(`/en/applications/${id}`);
    for (const part of ['registered here already: Exporter &amp; Sons', 'is another one', 'Other applications'])
      expect(page.text).toContain(part);
    expect(page.text).not.toContain(`applications/${id}/accept`);
    expect((await send(admin.agent, `/en/applications/${id}/accept`, {})).status).toBe(409);
    const empty = await send(admin.agent, `/en/applications/${id}/refuse`, { reason: '' });
    expect([empty.status, empty.text.includes('href="#reason"')]).toEqual([422, true]);
    const refused = await send(admin.agent, `/en/applications/${id}/refuse`, { reason: 'Known already.' });
    expect(refused.headers.location).toBe(`/en/applications/${id}?done=refused`);
    const letter = await letterTo(email);
    for (const part of ['Known already.', 'Ask its administrator']) expect(letter.text).toContain(part);
  });

  it('is answered alike, whoever has the address and whatever is known of the company', async () => {
    const answers: Awaited<ReturnType<typeof send>>[] = [];
    for (const [email, uscc] of [
      [admin.person.email, EXPORTER.uscc],
      ['nobody@new.example', completeUscc('91310000MA1CCCCC2')],
    ])
      answers.push(await send(agentWith(app, ''), '/en/register', form({ form: await formId(), email, uscc })));
    const shape = ({ status, headers, text }: (typeof answers)[number]) => [status, headers.location, text];
    expect(answers.map(shape)).toEqual([shape(answers[0] as never), shape(answers[0] as never)]);
  });
});

describe('lists', () => {
  it('of letters and people go on on the next page', async () => {
    const store = await openStore(dataPaths(install.folder), SYSTEM_CLOCK, {});
    const put = Array.from({ length: 101 }, (_, index) =>
      personRecord({
        ...{
          id: `many-${index}`,
          organisationId: 'office-many',
          name: `Many ${index}`,
          email: null,
          roles: ['officer'],
          ...{ proposal: null, identity: null, invitedBy: null },
        },
        ...{ locale: 'en', notices: true, state: 'ended', since: new Date(index * 1_000).toISOString() },
        ...{ endedAt: null, secondFactorSince: null },
      }),
    );
    await store.collections.change([], () => ({ put, remove: [], entries: [], answer: null }));
    await store.close();
    const nextOf = (text: string) => /href="([^"]+)" rel="next"/.exec(text)?.[1]?.replaceAll('&amp;', '&') ?? '';
    const first = await admin.agent.get('/en/people?organisation=office-many');
    expect([first.text.includes('Many 100'), first.text.includes('Many 0 ')]).toEqual([true, false]);
    const second = await admin.agent.get(nextOf(first.text));
    expect([second.text.includes('Many 100'), second.text.includes('Many 0 ')]).toEqual([false, true]);
    expect(nextOf(second.text)).toBe('');
    expect((await admin.agent.get('/en/people?cursor=made-up')).status).toBe(400);
    for (let sent = 0; sent < 51; sent += 1)
      install.mail.post({ to: `letter-${sent}@people.example`, subject: 'S', text: 'T', kind: 'test' });
    await install.mail.settled();
    const newest = await admin.agent.get('/en/outbox');
    const older = await admin.agent.get(nextOf(newest.text));
    // They are sent in no order of their own.
    const shownOn = ({ text }: typeof newest) => text.match(/letter-\d+@/g) ?? [];
    expect(shownOn(newest)).toHaveLength(50);
    expect(new Set([...shownOn(newest), ...shownOn(older)]).size).toBe(51);
  });
});

async function actorOfAdmin() {
  const identified = await install.accounts.identify({ cookies: admin.cookie });
  if (identified === null) throw new Error('the administrator is signed out');
  return identified.actor;
}

describe('people of an organisation', () => {
  it('get other roles and are ended by their administrator, at once', async () => {
    const person = await makePerson(install, { organisation: OFFICE, roles: ['officer'] });
    const signed = agentWith(app, await signInCookie(install, person));
    const boss = await signedInAgent(app, install, { organisation: OFFICE, roles: ['administrator'] });
    expect((await signed.get('/en/home')).status).toBe(200);
    expect((await boss.agent.get(`/en/people/${person.id}`)).text).toContain(person.name);
    const changed = await send(boss.agent, `/en/people/${person.id}`, { roles: ['officer', 'administrator'] });
    expect(changed.headers.location).toBe('/en/people?done=changed');
    expect((await signed.get('/en/home')).headers.location).toBe('/en/account/second-factor');
    const wrong = await send(boss.agent, `/en/people/${person.id}`, { roles: ['sealer'] });
    expect(wrong.status).toBe(422);
    for (const [step, done] of [
      ['unlock', 'unlocked'],
      ['sessions', 'sessions'],
    ]) {
      expect((await boss.agent.get(`/en/people/${person.id}/${step}`)).text).toContain(person.name);
      const answer = await send(boss.agent, `/en/people/${person.id}/${step}`, {});
      expect(answer.headers.location).toBe(`/en/people?done=${done}`);
    }
    expect((await signed.get('/en/home')).headers.location).toMatch(/sign-in/);
    expect((await agentWith(app, await signInCookie(install, person)).get('/en/home')).status).toBe(303);
    expect((await boss.agent.get(`/en/people/${person.id}/end`)).status).toBe(200);
    for (let sent = 0; sent < 2; sent += 1)
      expect((await send(boss.agent, `/en/people/${person.id}/end`, {})).headers.location).toBe(
        '/en/people?done=ended',
      );
    expect((await signed.get('/en/home')).headers.location).toMatch(/sign-in/);
    expect((await send(agentWith(app, ''), '/en/sign-in', person)).status).toBe(401);
  });

  it('do not change themselves, and keep an administrator', async () => {
    const own = { kind: 'authority', id: 'office-3', name: 'Office Three' } as const;
    const boss = await signedInAgent(app, install, { organisation: own, roles: ['administrator'] });
    const self = await send(boss.agent, `/en/people/${boss.person.id}`, { roles: ['officer'] });
    expect(self.status).toBe(403);
    expect((await send(admin.agent, `/en/people/${boss.person.id}/end`, {})).status).toBe(409);
    expect((await send(admin.agent, `/en/people/${boss.person.id}/reset`, {})).status).toBe(409);
  });
});

describe('a sealer', () => {
  it('is proposed by one administrator and approved by another, who sees what waits', async () => {
    const maker = { kind: 'manufacturer', id: 'maker', manufacturer: 'test-maker' } as const;
    const one = await signedInAgent(app, install, { organisation: maker, roles: ['administrator'] });
    const other = await signedInAgent(app, install, { organisation: maker, roles: ['administrator'] });
    const { id, name } = await makePerson(install, { organisation: maker, roles: ['clerk'] });
    const wish = { form: 'seal-1', organisation: 'maker', email: 's@maker.example', roles: 'sealer', locale: 'en' };
    expect((await send(one.agent, '/en/people/invite', wish)).headers.location).toMatch(/done=invited-proposed$/);
    expect((await one.agent.get('/en/people')).text).toMatch(/s@maker\.example.*Sealer: waits for a second person/);
    const proposed = await send(one.agent, `/en/people/${id}`, { roles: ['clerk', 'sealer'] });
    expect(proposed.headers.location).toBe('/en/people?done=proposed');
    for (const { agent } of [one, other])
      expect((await agent.get('/en/people')).text).toContain('Sealer: waits for a second person');
    expect((await one.agent.get(`/en/people/${id}`)).text).not.toContain('/approve"');
    expect((await one.agent.get('/en/home')).text).not.toContain('to approve as the second person');
    expect((await other.agent.get('/en/home')).text).toContain('Roles of 1 person to approve as the second person');
    const shown = (await other.agent.get(`/en/people/${id}/approve`)).text;
    expect(shown).toContain(name);
    const form = { proposed: hidden(shown, 'proposed'), roles: hidden(shown, 'roles') };
    expect((await send(one.agent, `/en/people/${id}/approve`, form)).status).toBe(403);
    expect((await send(other.agent, `/en/people/${id}/approve`, { ...form, proposed: 'before' })).status).toBe(409);
    for (let sent = 0; sent < 2; sent += 1)
      expect((await send(other.agent, `/en/people/${id}/approve`, form)).headers.location).toMatch(/done=approved$/);
    expect((await one.agent.get('/en/people')).text).toContain('Clerk, Sealer');
    await send(one.agent, `/en/people/${id}`, { roles: 'clerk' });
    await send(one.agent, `/en/people/${id}`, { roles: ['clerk', 'sealer'] });
    expect((await send(one.agent, `/en/people/${id}/withdraw`, {})).headers.location).toMatch(
      /done=proposal-withdrawn$/,
    );
    expect((await other.agent.get(`/en/people/${id}/approve`)).text).toContain('No roles wait for an approval');
  });
});

describe('a form that is sent twice at the same moment leads to the same page', () => {
  it('where people are ended and keys get to seal', async () => {
    const maker = { kind: 'manufacturer', id: 'maker', manufacturer: 'test-maker' } as const;
    const one = await signedInAgent(app, install, { organisation: maker, roles: ['administrator'] });
    const other = await signedInAgent(app, install, { organisation: maker, roles: ['administrator'] });
    const twice = async (agent: typeof one.agent, path: string, fields: object = {}) => {
      const answers = await Promise.all([1, 2].map(() => send(agent, path, fields)));
      return [...new Set(answers.map(({ status, headers }) => `${status} ${headers.location}`))];
    };
    const wish = { organisation: 'maker', name: 'Press', roles: ['clerk'], days: 30 };
    const { key } = expectDone(await install.accessKeys.create(wish, operatorActor()));
    const path = `/en/access-keys/${key.id}/sealing`;
    expect(await twice(one.agent, `${path}/propose`)).toEqual(['303 /en/access-keys?done=sealing-proposed']);
    expect(await twice(other.agent, `${path}/approve`)).toEqual(['303 /en/access-keys?done=sealing-approved']);
    const leaver = await signedInAgent(app, install, { organisation: maker, roles: ['clerk'] });
    const { id } = leaver.person;
    expectDone(
      await install.accounts.people.changeRoles(id, { roles: ['clerk', 'sealer'] }, operatorActor('somebody else')),
    );
    const { proposal } = expectDone(await install.accounts.people.find(id, operatorActor()));
    const fields = { roles: 'sealer', proposed: proposal?.proposedAt };
    expect(await twice(one.agent, `/en/people/${id}/approve`, fields)).toEqual(['303 /en/people?done=approved']);
    expect(await twice(one.agent, `/en/people/${id}/end`)).toEqual(['303 /en/people?done=ended']);
  });
});

describe('an access key', () => {
  it('of a manufacturer seals by itself once two of its administrators agreed, and not before', async () => {
    const maker = { kind: 'manufacturer', id: 'maker', manufacturer: 'test-maker' } as const;
    const one = await signedInAgent(app, install, { organisation: maker, roles: ['administrator'] });
    const other = await signedInAgent(app, install, { organisation: maker, roles: ['administrator'] });
    const clerk = await signedInAgent(app, install, { organisation: maker, roles: ['clerk'] });
    const form = { form: 'f-2', organisation: 'maker', name: 'Plant', roles: 'clerk', days: '30' };
    const secret = /vsk_[\w-]+/.exec((await send(one.agent, '/en/access-keys/create', form)).text)?.[0] ?? '';
    const rolesNow = async () => (await install.actorOfToken(secret))?.roles;
    const listed = (await one.agent.get('/en/access-keys')).text;
    const path = /(\/en\/access-keys\/[\w-]+\/sealing)\/propose/.exec(listed)?.[1] ?? '';
    expect((await clerk.agent.get(`${path}/propose`)).status).toBe(404);
    expect((await one.agent.get(`${path}/propose`)).text).toContain('Plant');
    // A double click proposes once.
    for (let sent = 0; sent < 2; sent += 1)
      expect((await send(one.agent, `${path}/propose`, {})).headers.location).toBe(
        '/en/access-keys?done=sealing-proposed',
      );
    expect((await one.agent.get('/en/access-keys')).text).not.toContain('/sealing/approve');
    const own = await send(one.agent, `${path}/approve`, {});
    expect([own.status, await rolesNow()]).toEqual([403, ['clerk']]);
    expect((await other.agent.get('/en/access-keys')).text).toContain(`${path}/approve`);
    expect((await other.agent.get(`${path}/approve`)).text).toContain(one.person.name);
    expect((await send(other.agent, `${path}/approve`, {})).headers.location).toBe(
      '/en/access-keys?done=sealing-approved',
    );
    expect(await rolesNow()).toEqual(['clerk', 'direct-sealer']);
    const shown = (await one.agent.get('/en/access-keys')).text;
    expect(shown).toContain(`proposed by ${one.person.name}, approved by ${other.person.name}`);
    expect(shown).not.toContain('/sealing/');
  });

  it('is shown as one of somebody who leaves, ends with them where it is chosen, and is named to those who stay', async () => {
    const shop = { ...EXPORTER, id: 'exporter-9', uscc: completeUscc('91310000MA1FL0JK9') } as const;
    const leaver = await signedInAgent(app, install, { organisation: shop, roles: ['administrator'] });
    const boss = await signedInAgent(app, install, { organisation: shop, roles: ['administrator'] });
    const secrets: string[] = [];
    for (const name of ['Left', 'Right']) {
      const form = { form: `f-${name}`, organisation: 'exporter-9', name, roles: 'requester', days: '30' };
      secrets.push(/vsk_[\w-]+/.exec((await send(leaver.agent, '/en/access-keys/create', form)).text)?.[0] ?? '');
    }
    expect((await boss.agent.get('/en/home')).text).not.toContain('maker has left');
    const page = (await boss.agent.get(`/en/people/${leaver.person.id}/end`)).text;
    const ids = [...page.matchAll(/name="keys" type="checkbox" value="([\w-]+)"/g)].map((match) => match[1] ?? '');
    expect([ids.length, page.includes('Left (exporter-9)')]).toEqual([2, true]);
    const nameOf = async (token: string) => (await install.actorOfToken(token))?.name;
    const left = (await install.actorOfToken(secrets[0] ?? ''))?.id;
    const ended = await send(boss.agent, `/en/people/${leaver.person.id}/end`, { keys: [left, 'made-up'] });
    expect(ended.headers.location).toBe('/en/people?done=ended');
    expect(await Promise.all(secrets.map(nameOf))).toEqual([undefined, 'Right']);
    expect((await boss.agent.get('/en/home')).text).toContain('1 access key whose maker has left: Right');
    const keys = (await boss.agent.get('/en/access-keys')).text;
    expect(keys.match(/maker has left/g)).toHaveLength(1);
  });

  it('is shown once, however often its form is sent, and is ended', async () => {
    const form = { form: 'f-1', organisation: 'operator', name: 'ERP', roles: 'auditor', days: '30' };
    const made = await send(admin.agent, '/en/access-keys/create', form);
    const secret = /vsk_[\w-]+/.exec(made.text)?.[0] ?? '';
    expect(await install.actorOfToken(secret)).toMatchObject({ name: 'ERP', roles: ['auditor'] });
    const again = await send(admin.agent, '/en/access-keys/create', form);
    expect(again.status).toBe(409);
    expect(again.text).not.toContain('vsk_');
    const id = /access-keys\/([\w-]+)\/end/.exec((await admin.agent.get('/en/access-keys')).text)?.[1];
    expect((await send(admin.agent, `/en/access-keys/${id}/end`, {})).status).toBe(303);
    expect(await install.actorOfToken(secret)).toBeNull();
  });
});

describe('my account', () => {
  it('lists sessions and ends them', async () => {
    const person = await makePerson(install, { organisation: OFFICE, roles: ['officer'] });
    const [one, other] = [await signInCookie(install, person), await signInCookie(install, person)];
    const page = await agentWith(app, one).get('/en/account');
    const id = hidden(page.text, 'session');
    expect((await send(agentWith(app, one), '/en/account/sessions/end', { session: id })).status).toBe(303);
    expect((await agentWith(app, other).get('/en/home')).status).toBe(303);
    expect((await agentWith(app, one).get('/en/home')).status).toBe(200);
  });

  it('changes the password, and other sessions end', async () => {
    const person = await makePerson(install, { organisation: OFFICE, roles: ['officer'] });
    const [one, other] = [await signInCookie(install, person), await signInCookie(install, person)];
    const next = 'entirely different words';
    const wrong = await send(agentWith(app, one), '/en/account/password', { former: 'wrong wrong wrong', next });
    expect(wrong.status).toBe(401);
    const changed = await send(agentWith(app, one), '/en/account/password', { former: person.password, next });
    expect(changed.headers.location).toBe('/en/account?done=password');
    expect((await agentWith(app, other).get('/en/home')).status).toBe(303);
    const fresh = cookiesOf(changed.get('Set-Cookie') ?? []);
    expect((await agentWith(app, fresh).get('/en/home')).status).toBe(200);
    const email = person.email;
    expect((await send(agentWith(app, ''), '/en/sign-in', { email, password: next })).status).toBe(303);
  });
});

describe('a forgotten password', () => {
  it('is replaced by a link that works once', async () => {
    const person = await makePerson(install, { organisation: OFFICE, roles: ['officer'] });
    const signed = await signInCookie(install, person);
    const guest = agentWith(app, '');
    const asked = await send(guest, '/en/forgotten', { email: person.email });
    expect(asked.headers.location).toBe('/en/forgotten/sent');
    const letter = await letterTo(person.email);
    const path = /\/en\/reset\/[\w-]+/.exec(letter.text)?.[0] ?? '';
    expect((await send(guest, path, { password: 'short' })).status).toBe(422);
    const password = 'words that are new';
    expect((await send(guest, path, { password })).headers.location).toBe('/en/sign-in?done=reset');
    expect((await send(guest, path, { password: 'words of a thief' })).status).toBe(404);
    expect((await agentWith(app, signed).get('/en/home')).status).toBe(303);
    expect((await send(guest, '/en/sign-in', { email: person.email, password })).status).toBe(303);
  });

  it('is answered alike for an address that nobody has', async () => {
    const [known, unknown] = [
      await makePerson(install, { organisation: OFFICE, roles: ['officer'] }),
      'no@body.example',
    ];
    const answers = [];
    for (const email of [known.email, unknown])
      answers.push(await send(agentWith(app, ''), '/en/forgotten', { email }));
    expect(answers.map(({ status, headers, text }) => [status, headers.location, text])).toEqual([
      [303, '/en/forgotten/sent', answers[0]?.text],
      [303, '/en/forgotten/sent', answers[0]?.text],
    ]);
  });
});
