import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Express } from 'express';
import { signInWithPasskey } from '../../../../server/app/accounts/sign-in.ts';
import { dataPaths } from '../../../../server/compose/install-options.ts';
import { openInstall, SYSTEM_CLOCK } from '../../../../server/compose/open-install.ts';
import { openStore } from '../../../../server/compose/store.ts';
import { operatorActor } from '../../../../server/model/access/actor.ts';
import type { Browser } from '../../../../server/ports/accounts.ts';
import { expectDone } from '../../../support/actors.ts';
import { testApp } from '../../../support/http-app.ts';
import {
  MFA,
  openTestProvider,
  type ProvidedPerson,
  providerSettings,
  type TestProvider,
} from '../../../support/identity-provider.ts';
import { openTestInstall, type TestInstall, testOptions } from '../../../support/install.ts';
import {
  agentWith,
  cookiesOf,
  fromBase32,
  makePerson,
  signedInAgent,
  TEST_PASSWORD,
  type TestPerson,
  testBrowser,
  totpCode,
} from '../../../support/people.ts';

const PUBLIC = 'https://check.example';
const OFFICE = { kind: 'authority', id: 'office', name: 'Office' } as const;
const STRICT = { kind: 'authority', id: 'strict-office', name: 'Strict Office' } as const;
const OTHER = { kind: 'authority', id: 'other-office', name: 'Other Office' } as const;

let provider: TestProvider;
let install: TestInstall;
let app: Express;
let officer: TestPerson;
beforeAll(async () => {
  provider = await openTestProvider(['office', 'other-office', 'strict-office'], PUBLIC);
  const gone = 'http://127.0.0.1:9';
  install = await openTestInstall({
    identityProviders: [
      providerSettings('office', provider.issuer, { domains: ['office.example'] }),
      providerSettings('other-office', provider.issuer),
      providerSettings('strict-office', provider.issuer, {
        passwords: 'refused',
        secondFactor: { acr: [MFA], amr: [] },
      }),
      providerSettings('gone-office', gone),
    ],
  });
  app = testApp(install, { sharesLimits: true });
  officer = await makePerson(install, { organisation: OFFICE, roles: ['officer'], email: 'one@office.example' });
  for (const organisation of [OTHER, STRICT, { kind: 'authority', id: 'gone-office', name: 'Gone' }])
    expectDone(await install.accounts.organisations.add(organisation, operatorActor()));
});
afterAll(async () => {
  await install.dispose();
  await provider.close();
});

async function notAsked(): Promise<never> {
  throw new Error('nobody asks for this');
}

/** Somebody whose second factor is the provider's. */
async function invited(organisation: typeof STRICT, roles: readonly string[], email: string): Promise<void> {
  const wish = { organisation: organisation.id, email, roles, locale: 'en' };
  const { token } = expectDone(await install.accounts.invite(wish, operatorActor()));
  expectDone(await install.accounts.acceptInvitation(token ?? '', { name: 'A newcomer', password: TEST_PASSWORD }));
}

type Begun = { readonly address: string; readonly cookies: string };

async function begin(organisation: string, to = ''): Promise<Begun> {
  const query = to === '' ? '' : `?to=${encodeURIComponent(to)}`;
  const answer = await agentWith(app, '').get(`/en/sign-in/with/${organisation}/go${query}`);
  expect(answer.status).toBe(303);
  return { address: String(answer.headers.location), cookies: cookiesOf(answer.get('Set-Cookie') ?? []) };
}

/** Comes back from the provider as browsers do: from another site. */
function comeBack(returned: string, cookies: string) {
  const { pathname, search } = new URL(returned);
  return agentWith(app, cookies).get(`${pathname}${search}`).set('Sec-Fetch-Site', 'cross-site');
}

async function signIn(organisation: string, person: ProvidedPerson, to = '') {
  const { address, cookies } = await begin(organisation, to);
  return comeBack(await provider.visit(address, person), cookies);
}

const refusal = (organisation: string, code: string) => `/en/sign-in/with/${organisation}?refused=${code}`;

describe('the provider of an organisation', () => {
  it('signs in whom it names, and back to the page that was asked for', async () => {
    const answer = await signIn('office', { subject: 's-1', email: 'one@office.example' }, '/en/checks');
    expect([answer.status, answer.headers.location]).toEqual([303, '/en/checks']);
    expect(answer.headers['cache-control']).toBe('no-store');
    let browser = agentWith(app, cookiesOf(answer.get('Set-Cookie') ?? []));
    // As after a password, another session takes the place of the former one.
    const again = await begin('office');
    const next = await comeBack(
      await provider.visit(again.address, { subject: 's-1', email: 'one@office.example' }),
      `${again.cookies}; ${cookiesOf(answer.get('Set-Cookie') ?? [])}`,
    );
    expect((await browser.get('/en/account')).status).toBe(303);
    browser = agentWith(app, cookiesOf(next.get('Set-Cookie') ?? []));
    const account = await browser.get('/en/account');
    expect(account.text).toContain(officer.name);
    expect(account.text).toContain('The sign-in of your organisation');
    const out = await browser.post('/en/sign-out');
    expect(out.headers.location).toBe('/en/sign-in?done=out-here');
    expect((await browser.get('/en/account')).status).toBe(303);
  });

  it('is asked by code with PKCE, state and nonce, and told nothing of the person', async () => {
    const { address } = await begin('office');
    const asked = new URL(address).searchParams;
    expect(asked.get('response_type')).toBe('code');
    expect(asked.get('code_challenge_method')).toBe('S256');
    expect(asked.get('redirect_uri')).toBe(`${PUBLIC}/sign-in/callback/office`);
    for (const name of ['state', 'nonce', 'code_challenge']) expect(asked.get(name)).toMatch(/^[\w-]{43}$/);
  });
});

describe('who it says somebody is', () => {
  const refused = async (organisation: string, person: ProvidedPerson, code: string) => {
    const answer = await signIn(organisation, person);
    expect([answer.status, answer.headers.location]).toEqual([303, refusal(organisation, code)]);
    expect((answer.get('Set-Cookie') ?? []).join()).not.toContain('vinseal-session=');
  };

  it('is bound the first time: another of its users with the same address is not let in', async () => {
    const { id, email } = await makePerson(install, {
      organisation: OFFICE,
      roles: ['officer'],
      email: 'two@office.example',
    });
    expect((await signIn('office', { subject: 's-2', email })).headers.location).toBe('/en/home');
    await refused('office', { subject: 's-3', email }, 'provider-subject-changed');
    // The subject is who it is, whatever its address has become.
    const renamed = await signIn('office', { subject: 's-2', email: 'two-new@office.example', verified: false });
    expect(renamed.headers.location).toBe('/en/home');
    const admin = await signedInAgent(app, install, { organisation: OFFICE, roles: ['administrator'] });
    expect((await admin.agent.get(`/en/people/${id}`)).text).toContain(`/en/people/${id}/release`);
    const released = await admin.agent.post(`/en/people/${id}/release`);
    expect(released.headers.location).toBe('/en/people?done=released');
    const session = cookiesOf(renamed.get('Set-Cookie') ?? []);
    expect((await agentWith(app, session).get('/en/account')).status).toBe(303);
    expect((await signIn('office', { subject: 's-3', email })).headers.location).toBe('/en/home');
    await install.mail.settled();
    const letters = (await install.mail.outbox?.list(20)) ?? [];
    const kinds = letters.filter(({ to }) => to === email).map(({ kind }) => kind);
    expect(kinds.toSorted()).toEqual(['identity-bound', 'identity-bound', 'identity-released']);
    const told = await install.auditLog.about({ kind: 'person', id }, 10);
    const bound = told.filter(({ action }) => action === 'bind-identity').map(({ phase }) => phase);
    expect(bound).toEqual(['intended', 'succeeded', 'intended', 'failed', 'intended', 'succeeded']);
    expect(JSON.stringify(told)).not.toMatch(/s-2|two@office/);
  });

  it('is nobody of another organisation, whatever address or subject it names', async () => {
    const other = await makePerson(install, { organisation: OTHER, roles: ['officer'], email: 'x@other.example' });
    await refused('strict-office', { subject: 's-4', email: other.email, acr: MFA }, 'provider-person-unknown');
    expect((await signIn('other-office', { subject: 's-5', email: other.email })).headers.location).toBe('/en/home');
    await refused('strict-office', { subject: 's-5', email: other.email, acr: MFA }, 'provider-person-unknown');
    await refused('other-office', { subject: 's-6', email: officer.email }, 'provider-person-unknown');
  });

  it('is not believed of an address outside its domains, or that it did not verify', async () => {
    const person = await makePerson(install, {
      organisation: OFFICE,
      roles: ['officer'],
      email: 'y@elsewhere.example',
    });
    await refused('office', { subject: 's-7', email: person.email }, 'provider-person-unknown');
    const email = 'three@office.example';
    await makePerson(install, { organisation: OFFICE, roles: ['officer'], email });
    await refused('office', { subject: 's-8', email, verified: false }, 'provider-email-not-verified');
  });

  it('has no account where nobody accepted an invitation, and none any more where it was ended', async () => {
    const email = 'four@office.example';
    const wish = { organisation: OFFICE.id, email, roles: ['officer'], locale: 'en' };
    const { token } = expectDone(await install.accounts.invite(wish, operatorActor()));
    await refused('office', { subject: 's-9', email }, 'provider-person-unknown');
    const accepted = await install.accounts.acceptInvitation(token ?? '', { name: 'Four', password: TEST_PASSWORD });
    const answer = await signIn('office', { subject: 's-9', email });
    const browser = agentWith(app, cookiesOf(answer.get('Set-Cookie') ?? []));
    expect((await browser.get('/en/account')).status).toBe(200);
    expectDone(await install.accounts.people.end(expectDone(accepted).id, [], operatorActor()));
    expect((await browser.get('/en/account')).status).toBe(303);
    await refused('office', { subject: 's-9', email }, 'provider-person-unknown');
  });
});

describe('the second factor', () => {
  it('is asked for here where the provider is not relied on for it', async () => {
    const admin = await makePerson(install, {
      organisation: OFFICE,
      roles: ['administrator'],
      email: 'a@office.example',
    });
    const first = await signIn('office', { subject: 's-10', email: admin.email, acr: MFA }, '/en/people');
    expect(first.headers.location).toBe('/en/sign-in/code?to=%2Fen%2Fpeople');
    const waiting = cookiesOf(first.get('Set-Cookie') ?? []);
    expect((await agentWith(app, waiting).get('/en/people')).status).toBe(303);
    const code = totpCode(admin.secret ?? '', 1);
    const answer = await agentWith(app, waiting).post('/en/sign-in/code').type('form').send({ code, to: '/en/people' });
    const browser = agentWith(app, cookiesOf(answer.get('Set-Cookie') ?? []));
    expect((await browser.get('/en/people')).status).toBe(200);
    expect((await browser.get('/en/account')).text).toContain('The sign-in of your organisation');
  });

  it('is the one of the provider where it is relied on and says so; approving asks for ours all the same', async () => {
    const email = 'boss@strict.example';
    await invited(STRICT, ['administrator'], email);
    const answer = await signIn('strict-office', { subject: 's-11', email, acr: MFA });
    const cookies = cookiesOf(answer.get('Set-Cookie') ?? []);
    expect((await agentWith(app, cookies).get('/en/people')).status).toBe(200);
    const { actor } = (await install.accounts.identify({ cookies })) ?? { actor: operatorActor() };
    expect(actor.roles).toEqual(['administrator']);
    const approval = await install.accounts.approvers.confirmSecondFactor(actor, '000000');
    expect(approval).toMatchObject({ ok: false, problem: { code: 'second-factor-needed' } });
    // The only able one of the office, by the provider's factor.
    const operator = await signedInAgent(app, install, {
      organisation: { kind: 'operator' },
      roles: ['administrator'],
    });
    expect((await operator.agent.post(`/en/people/${actor.id}/end`)).status).toBe(409);
    const { own, approvers } = install.accounts;
    const offer = expectDone(await own.offerSecondFactor(TEST_PASSWORD, actor));
    const secret = fromBase32(offer.secret);
    const on = expectDone(await own.turnOnSecondFactor(testBrowser(cookies), totpCode(secret), actor));
    expect(await install.accounts.identify({ cookies: cookiesOf(on) })).toMatchObject({ isByProvider: true });
    expect((await approvers.confirmSecondFactor(actor, totpCode(secret, 1))).ok).toBe(true);
    const without = await signIn('strict-office', { subject: 's-11', email });
    expect(without.headers.location).toBe(refusal('strict-office', 'provider-second-factor-missing'));
  });
});

describe('passwords of an organisation that refuses them', () => {
  it('let nobody in, which is told to whoever has the right one alone', async () => {
    const { email, password } = await makePerson(install, { organisation: STRICT, roles: ['officer'] });
    const send = (form: object) => agentWith(app, '').post('/en/sign-in').type('form').send(form);
    const right = await send({ email, password });
    expect(right.status).toBe(403);
    expect(right.text).toContain('Sign in with your organisation');
    expect(right.get('Set-Cookie')).toBeUndefined();
    expect((await send({ email, password: 'not the right one' })).text).toContain(
      'E-mail address or password is wrong',
    );
  });

  it('lead whoever accepts an invitation to its own sign-in', async () => {
    const wish = { organisation: STRICT.id, email: 'new@strict.example', roles: ['officer'], locale: 'en' };
    const { token } = expectDone(await install.accounts.invite(wish, operatorActor()));
    const form = { name: 'New', password: TEST_PASSWORD };
    const accepted = await agentWith(app, '').post(`/en/invitation/${token}`).type('form').send(form);
    expect(accepted.headers.location).toBe('/en/sign-in/with/strict-office');
    expect(accepted.get('Set-Cookie')).toBeUndefined();
  });

  it('nor does a passkey, and the session that it began is over', async () => {
    const person = await makePerson(install, { organisation: STRICT, roles: ['officer'] });
    const store = await openStore(dataPaths(install.folder), SYSTEM_CLOCK, {});
    const ended: string[] = [];
    const signOut = async ({ cookies }: Browser) => {
      ended.push(cookies);
      return [];
    };
    const signIns = { signOut, withPassword: notAsked, withCode: notAsked };
    const guard = { counterOf: notAsked, remember: notAsked };
    const begun = { outcome: 'signed-in', cookies: ['session=x; Path=/'], userId: person.id } as const;
    const passkeySignIns = { begin: notAsked, finish: async () => begun };
    const policies = [{ ...providerSettings('strict-office', provider.issuer), passwords: 'refused' } as const];
    const deps = { signIns, guard, passkeySignIns, policies, collections: store.collections, limits: store.limits };
    const signed = await signInWithPasskey({ ...deps, endsUnknown: async () => null }, testBrowser(), '{}', 'x');
    await store.close();
    expect(signed).toMatchObject({ ok: false, problem: { code: 'provider-required' } });
    expect(ended).toEqual(['session=x']);
  });

  it('let everybody in again once the operator allows them, and its own sessions end with the provider', async () => {
    const person = await makePerson(install, { organisation: STRICT, roles: ['officer'] });
    const answer = await signIn('strict-office', { subject: 's-12', email: person.email, acr: MFA });
    const cookies = cookiesOf(answer.get('Set-Cookie') ?? []);
    expect(await install.accounts.identify({ cookies })).not.toBeNull();
    const without = await openInstall(testOptions(install.folder));
    try {
      expect(await without.accounts.identify({ cookies })).toBeNull();
      expect(expectDone(await without.accounts.signIn(testBrowser(), person, 'x')).next).toBe('signed-in');
    } finally {
      await without.close();
    }
  });
});

describe('the way back', () => {
  const person = { subject: 's-1', email: 'one@office.example' };
  const over = refusal('office', 'provider-over');

  it('counts once', async () => {
    const { address, cookies } = await begin('office');
    const returned = await provider.visit(address, person);
    expect((await comeBack(returned, cookies)).headers.location).toBe('/en/home');
    expect((await comeBack(returned, cookies)).headers.location).toBe(over);
  });

  it('is of the browser that began it, which goes on whoever else tried', async () => {
    const { address, cookies } = await begin('office');
    const returned = await provider.visit(address, person);
    const others = await begin('office');
    for (const foreign of ['', others.cookies]) expect((await comeBack(returned, foreign)).headers.location).toBe(over);
    expect((await comeBack(returned, cookies)).headers.location).toBe('/en/home');
  });

  it('with a code of another sign-in signs nobody in', async () => {
    const [mine, theirs] = [await begin('office'), await begin('office')];
    const stolen = new URL(await provider.visit(theirs.address, person)).searchParams.get('code') ?? '';
    const returned = new URL(await provider.visit(mine.address, person));
    returned.searchParams.set('code', stolen);
    const answer = await comeBack(returned.href, mine.cookies);
    expect(answer.headers.location).toBe(refusal('office', 'provider-answer-not-valid'));
  });

  it('is of the organisation that it was begun for', async () => {
    const { address, cookies } = await begin('office');
    const returned = await provider.visit(address, person);
    const moved = returned.replace('/callback/office', '/callback/other-office');
    expect((await comeBack(moved, cookies)).headers.location).toBe(refusal('other-office', 'provider-over'));
  });

  it.each([
    ['another state', (url: URL) => url.searchParams.set('state', 'x'.repeat(43)), 'provider-over'],
    ['no state', (url: URL) => url.searchParams.delete('state'), 'provider-over'],
    ['two states', (url: URL) => url.searchParams.append('state', 'y'), 'provider-over'],
    ['another issuer', (url: URL) => url.searchParams.set('iss', 'https://evil.example'), 'provider-answer-not-valid'],
    ['a refusal', (url: URL) => url.searchParams.set('error', 'access_denied'), 'provider-declined'],
    ['no code', (url: URL) => url.searchParams.delete('code'), 'provider-answer-not-valid'],
  ])('with %s signs nobody in', async (_what, change, code) => {
    const { address, cookies } = await begin('office');
    const returned = new URL(await provider.visit(address, person));
    change(returned);
    const answer = await comeBack(returned.href, cookies);
    expect(answer.headers.location).toBe(refusal('office', code));
    const page = await agentWith(app, '').get(String(answer.headers.location));
    expect(page.text).toContain('govuk-error-summary');
  });

  it('leads to a page of ours alone', async () => {
    for (const to of ['https://evil.example/', '//evil.example', '/\\evil.example'])
      expect((await signIn('office', person, to)).headers.location).toBe('/en/home');
  });
});

describe('the pages', () => {
  it('begin nothing that another site asks for', async () => {
    for (const site of ['cross-site', 'same-site', 'none']) {
      const answer = await agentWith(app, '').get('/en/sign-in/with/office/go').set('Sec-Fetch-Site', site);
      expect(answer.headers.location).toBe('/en/sign-in/with/office');
      expect(answer.get('Set-Cookie')).toBeUndefined();
    }
  });

  it('name no organisation to whoever does not name it', async () => {
    const choose = (organisation: string) =>
      agentWith(app, '').post('/en/sign-in/with').type('form').send({ organisation, to: '/en/checks' });
    for (const path of ['/en/sign-in', '/en/sign-in/with'])
      expect((await agentWith(app, '').get(path)).text).not.toContain('Sign-in of');
    // Whether anybody has the address is not told.
    for (const typed of ['one@office.example', 'nobody@OFFICE.example', ' office '])
      expect((await choose(typed)).headers.location).toBe('/en/sign-in/with/office?to=%2Fen%2Fchecks');
    for (const typed of ['one@elsewhere.example', 'no-such', '', 'constructor'])
      expect((await choose(typed)).status).toBe(404);
    expect((await agentWith(app, '').get('/en/sign-in/with/no-such')).status).toBe(404);
  });

  it('say that a provider is away, and try it again only when asked to', async () => {
    const answer = await agentWith(app, '').get('/en/sign-in/with/gone-office/go');
    expect(answer.status).toBe(503);
    expect(answer.text).toContain('cannot be reached');
    expect(answer.text).toContain('href="/en/sign-in/with/gone-office/go"');
  });

  it('are limited together with passwords', async () => {
    const from = 'a busy address';
    const take = (kind: string) => install.limits.take({ kind, key: from, cost: 100, limit: 100, windowMs: 900_000 });
    const limited = { ok: false, problem: { code: 'sign-in-limited' } };
    await take('sign-in-from');
    const { address, cookies: browserKey } = await begin('office');
    const returned = { organisationId: 'office', address, state: '', browserKey };
    const { finish, begin: beginBy } = install.accounts.providers;
    expect((await finish(testBrowser(), returned, from)).result).toMatchObject(limited);
    await take('provider-from');
    expect(await beginBy({ organisationId: 'office', to: '', locale: 'en' }, from)).toMatchObject(limited);
  });
});
