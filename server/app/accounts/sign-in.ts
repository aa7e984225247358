import { type ProblemCode, type Result, refuse, succeed } from '#core/confirmation/errors.ts';
import { emailAddress } from '../../model/accounts/email-address.ts';
import type { ProviderPolicy } from '../../model/accounts/identity-provider.ts';
import type { Person } from '../../model/accounts/person.ts';
import type {
  Browser,
  CookieChanges,
  PasskeyQuestion,
  PasskeySignIns,
  SignedInAnswer,
  SignInGuard,
  SignIns,
} from '../../ports/accounts.ts';
import type { Collections } from '../../ports/collections.ts';
import type { Limits } from '../../ports/limits.ts';
import { findPerson, personByEmail } from './people-records.ts';

export type SignInDependencies = {
  readonly signIns: Pick<SignIns, 'withPassword' | 'withCode' | 'signOut'>;
  readonly guard: Pick<SignInGuard, 'counterOf' | 'remember'>;
  readonly collections: Pick<Collections, 'find' | 'findUnique'>;
  /** Identity providers of organisations. */
  readonly policies: readonly ProviderPolicy[];
  readonly limits: Limits;
  /** Why nobody knows now which accounts were ended; null where that is known. */
  readonly endsUnknown: () => Promise<Extract<ProblemCode, 'store-set-back' | 'restore-not-confirmed'> | null>;
};

export type PasskeySignInDependencies = SignInDependencies & { readonly passkeySignIns: PasskeySignIns };

const WINDOW_MS = 15 * 60_000;
/** Wrong passwords for one address of mail, from one browser that signed in to it before, or from all others together. */
export const WRONG_PASSWORDS = 10;
/** Tries from one network address: several people may share it. */
const TRIES_FROM_ADDRESS = 100;

/** Where somebody stands after a step of signing in. */
export type SignInStep = { readonly next: 'signed-in' | 'code-asked'; readonly cookies: CookieChanges };

/**
 * Signs in with e-mail and password. Refused with `sign-in-wrong` whether nobody has this address or the password is another
 * one, with the same work; with `sign-in-limited` after too many tries, whatever the password, for all instances and over
 * their restarts; with `provider-required`, for the right password alone, where the organisation refuses passwords. Tries of others
 * do not count for a browser that signed in to this account before.
 * @param from the network address that it comes from
 */
export async function signInWithPassword(
  deps: SignInDependencies,
  browser: Browser,
  asked: { readonly email: string; readonly password: string },
  from: string,
): Promise<Result<SignInStep>> {
  const unknown = await deps.endsUnknown();
  if (unknown !== null) return refuse(unknown);
  const email = emailAddress(asked.email) ?? '';
  const refused = await fromAddress(deps.limits, from);
  if (refused !== null) return refused;
  const { kind, key } = await deps.guard.counterOf(browser, email);
  const counted = await deps.limits.take(limit(kind, key, WRONG_PASSWORDS));
  if (counted.taken === 0) return limited(counted.resetsInMs);
  const answer = await deps.signIns.withPassword(browser, {
    email: email === '' ? NOBODY : email,
    password: asked.password,
  });
  const isRight = answer.outcome === 'signed-in' || answer.outcome === 'code-asked';
  if (isRight) await counted.giveBack(1);
  return isRight
    ? unlessRefused(deps, browser, answer, await personByEmail(deps.collections, email))
    : stepOf(deps, browser, answer);
}

/** Where the organisation refuses what its provider has not proved: what began is over before anybody can use it. */
async function unlessRefused(
  deps: SignInDependencies,
  browser: Browser,
  answer: SignedInAnswer,
  person: Person | null,
): Promise<Result<SignInStep>> {
  const policy = deps.policies.find(({ organisationId }) => organisationId === person?.organisationId);
  if (policy?.passwords !== 'refused') return stepOf(deps, browser, answer);
  const began = answer.cookies.map((text) => text.split(';')[0] ?? '').join('; ');
  await deps.signIns.signOut({ ...browser, cookies: began });
  return refuse('provider-required');
}

/** Counts a try to sign in from a network address, or a way to a provider that begins there; the refusal of one too many. */
export async function fromAddress(
  limits: Limits,
  from: string,
  kind: 'sign-in-from' | 'provider-from' = 'sign-in-from',
): Promise<Result<never> | null> {
  const tried = await limits.take(limit(kind, from, TRIES_FROM_ADDRESS));
  return tried.taken === 0 ? limited(tried.resetsInMs) : null;
}

/** An address that nobody can have: what was typed is none, and the work is to be the same. */
const NOBODY = 'nobody@invalid.invalid';

/** The second step: a code of the authenticator, or one of the backup codes. `code-wrong` also for one that was used before. */
export async function signInWithCode(
  deps: SignInDependencies,
  browser: Browser,
  asked: { readonly kind: 'totp' | 'backup'; readonly code: string },
  from: string,
): Promise<Result<SignInStep>> {
  const unknown = await deps.endsUnknown();
  if (unknown !== null) return refuse(unknown);
  const tried = await deps.limits.take(limit('sign-in-code', from, TRIES_FROM_ADDRESS));
  if (tried.taken === 0) return limited(tried.resetsInMs);
  const answer = await deps.signIns.withCode(browser, asked);
  return answer.outcome === 'wrong' ? refuse('code-wrong') : stepOf(deps, browser, answer);
}

/** What the script of the sign-in page asks a browser for a passkey. Counted, since each question is stored for a while. */
export async function beginPasskeySignIn(
  deps: PasskeySignInDependencies,
  browser: Browser,
  from: string,
): Promise<Result<PasskeyQuestion>> {
  const tried = await deps.limits.take(limit('sign-in-passkey', from, TRIES_FROM_ADDRESS));
  return tried.taken === 0 ? limited(tried.resetsInMs) : succeed(await deps.passkeySignIns.begin(browser));
}

/** Signs in with what the browser answered: a passkey stands for password and second factor, and is refused where passwords are. */
export async function signInWithPasskey(
  deps: PasskeySignInDependencies,
  browser: Browser,
  answer: string,
  from: string,
): Promise<Result<SignInStep>> {
  const unknown = await deps.endsUnknown();
  if (unknown !== null) return refuse(unknown);
  const tried = await deps.limits.take(limit('sign-in-from', from, TRIES_FROM_ADDRESS));
  if (tried.taken === 0) return limited(tried.resetsInMs);
  const signed = await deps.passkeySignIns.finish(browser, answer);
  if (signed.outcome === 'wrong') return refuse('passkey-wrong');
  const person = signed.userId === null ? null : await findPerson(deps.collections, signed.userId);
  return unlessRefused(deps, browser, signed, person);
}

function limit(kind: string, key: string, most: number) {
  return { kind, key, cost: 1, limit: most, windowMs: WINDOW_MS };
}

function limited(resetsInMs: number): Result<never> {
  return refuse('sign-in-limited', { minutes: Math.max(1, Math.ceil(resetsInMs / 60_000)) });
}

/** Whoever is signed in now is known by this browser. */
export async function stepOf(
  { guard }: Pick<SignInDependencies, 'guard'>,
  browser: Browser,
  { outcome, cookies, userId }: SignedInAnswer,
): Promise<Result<SignInStep>> {
  if (outcome === 'code-asked') return succeed({ next: outcome, cookies });
  if (outcome === 'signed-in') {
    const known = userId === null ? [] : await guard.remember(browser, userId);
    return succeed({ next: outcome, cookies: [...cookies, ...known] });
  }
  if (outcome === 'locked') return refuse('sign-in-limited', { minutes: WINDOW_MS / 60_000 });
  return refuse(({ forged: 'request-forged', over: 'sign-in-over', wrong: 'sign-in-wrong' } as const)[outcome]);
}
