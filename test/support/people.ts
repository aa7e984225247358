import type { Express } from 'express';
import supertest, { type Agent } from 'supertest';
import { codeOfStep } from '../../server/accounts/totp.ts';
import { TOTP_PERIOD } from '../../server/accounts/totp-period.ts';
import type { InstallAccounts } from '../../server/compose/accounts.ts';
import { operatorActor } from '../../server/model/access/actor.ts';
import { OPERATOR } from '../../server/model/access/organisation.ts';
import type { Role } from '../../server/model/access/roles.ts';
import { needsSecondFactor, type Person } from '../../server/model/accounts/person.ts';
import type { Browser } from '../../server/ports/accounts.ts';
import { expectDone } from './actors.ts';

type Install = { readonly accounts: InstallAccounts };

export const TEST_PASSWORD = 'seven quiet lorries';

/** An organisation that is made where it is missing. */
export type TestOrganisation =
  | { readonly kind: 'operator' }
  | { readonly kind: 'manufacturer'; readonly id: string; readonly manufacturer: string }
  | { readonly kind: 'exporter'; readonly id: string; readonly name: string; readonly uscc: string }
  | { readonly kind: 'authority'; readonly id: string; readonly name: string };

export type TestPerson = Person & {
  readonly email: string;
  readonly password: string;
  /** The secret of the authenticator; null where none was set up. */
  readonly secret: string | null;
};

export type SignedInAgent = {
  /** Sends its cookies and says that forms come from a page of ours. */
  readonly agent: Agent;
  readonly cookie: string;
  readonly person: TestPerson;
};

let count = 0;

/** A browser of a test, with these cookies. */
export function testBrowser(cookies = '', origin = 'https://check.example'): Browser {
  return { cookies, origin, userAgent: 'a test' };
}

export type AskedPerson = {
  readonly organisation: TestOrganisation;
  readonly roles: readonly Role[];
  readonly email?: string;
  readonly name?: string;
  readonly locale?: string;
};

/**
 * Makes the organisation where it is missing, and a person in it by an invitation, whose roles a second one approves; where a role needs a second factor, that too,
 * with a code of the time step before.
 */
export async function makePerson(
  { accounts }: Install,
  { organisation, roles, email, name, locale }: AskedPerson,
): Promise<TestPerson> {
  const organisationId = await ensureOrganisation(accounts, organisation);
  count += 1;
  const address = email ?? `person-${count}-${Math.random().toString(36).slice(2, 8)}@people.example`;
  const wish = { organisation: organisationId, email: address, roles, locale: locale ?? 'en' };
  const { token } = expectDone(await accounts.invite(wish, operatorActor()));
  const asked = { name: name ?? `Person ${count}`, password: TEST_PASSWORD };
  const accepted = expectDone(await accounts.acceptInvitation(token ?? '', asked));
  const by = operatorActor('second administrator');
  const person =
    accepted.proposal === null ? accepted : expectDone(await accounts.people.approveRoles(accepted.id, null, by));
  const made = { ...person, email: address, password: TEST_PASSWORD };
  return { ...made, secret: needsSecondFactor(roles) ? await setUpSecondFactor(accounts, made) : null };
}

/** Signs in, with a code where one is asked for, and gives an agent that stays so. */
export async function signedInAgent(
  app: Express,
  install: Install,
  asked: { readonly organisation: TestOrganisation; readonly roles: readonly Role[] },
): Promise<SignedInAgent> {
  const person = await makePerson(install, asked);
  const cookie = await signInCookie(install, person);
  return { agent: agentWith(app, cookie), cookie, person };
}

/** An agent with the cookies of a browser, whose forms come from a page of ours. */
export function agentWith(app: Express, cookie: string): Agent {
  const agent = supertest.agent(app).set('Sec-Fetch-Site', 'same-origin');
  return cookie === '' ? agent : agent.set('Cookie', cookie);
}

/** The cookie of a new session. */
export async function signInCookie(install: Install, person: TestPerson): Promise<string> {
  const { signIn, giveCode, publicUrl } = install.accounts;
  const first = expectDone(await signIn(testBrowser('', publicUrl), person, 'a test'));
  if (first.next === 'signed-in') return cookiesOf(first.cookies);
  const browser = testBrowser(cookiesOf(first.cookies), publicUrl);
  const code = totpCode(person.secret ?? '');
  return cookiesOf(expectDone(await giveCode(browser, { kind: 'totp', code }, 'a test')).cookies);
}

/** What a browser sends back. */
export function cookiesOf(setCookies: readonly string[]): string {
  const pairs = setCookies.map((text) => text.split(';')[0] ?? '');
  return pairs.filter((pair) => !pair.endsWith('=')).join('; ');
}

/** The code of an authenticator now, or so many steps from now. */
export function totpCode(secret: string, offset = 0): string {
  return codeOfStep(secret, Math.floor(Date.now() / 1_000 / TOTP_PERIOD) + offset);
}

async function ensureOrganisation(accounts: InstallAccounts, organisation: TestOrganisation): Promise<string> {
  if (organisation.kind === 'operator') return OPERATOR.id;
  const added = await accounts.organisations.add(organisation, operatorActor());
  if (!added.ok && added.problem.code !== 'organisation-known') expectDone(added);
  return organisation.id;
}

async function setUpSecondFactor(
  accounts: InstallAccounts,
  person: { readonly email: string; readonly password: string },
): Promise<string> {
  const first = expectDone(await accounts.signIn(testBrowser('', accounts.publicUrl), person, 'a test'));
  const browser = testBrowser(cookiesOf(first.cookies), accounts.publicUrl);
  const identified = await accounts.identify(browser);
  if (identified === null) throw new Error('nobody is signed in');
  const { offerSecondFactor, turnOnSecondFactor } = accounts.own;
  const offer = expectDone(await offerSecondFactor(person.password, identified.actor));
  const secret = fromBase32(offer.secret);
  const turnOn = () => turnOnSecondFactor(browser, totpCode(secret, -1), identified.actor);
  // Where a time step ended meanwhile, the code is that of two steps before.
  if (!(await turnOn()).ok) expectDone(await turnOn());
  return secret;
}

/** RFC 4648, 6, to text. */
export function fromBase32(text: string): string {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = Array.from(text.replaceAll('=', ''), (letter) => letters.indexOf(letter).toString(2).padStart(5, '0'));
  const octets = bits.join('').match(/.{8}/g) ?? [];
  return String.fromCharCode(...octets.map((octet) => Number.parseInt(octet, 2)));
}
