import { type ProblemCode, type Result, refuse, succeed } from '#core/confirmation/errors.ts';
import { emailAddress } from '../../model/accounts/email-address.ts';
import type { ProviderPolicy } from '../../model/accounts/identity-provider.ts';
import type { Browser, CookieChanges, SignInOutcome, SignIns } from '../../ports/accounts.ts';
import type { Collections } from '../../ports/collections.ts';
import type { Limits } from '../../ports/limits.ts';
import { personByEmail } from './people-records.ts';

export type SignInDependencies = {
  readonly signIns: Pick<SignIns, 'withPassword' | 'withCode' | 'signOut'>;
  readonly collections: Pick<Collections, 'findUnique'>;
  /** Identity providers of organisations. */
  readonly policies: readonly ProviderPolicy[];
  readonly limits: Limits;
  /** Why nobody knows now which accounts were ended; null where that is known. */
  readonly endsUnknown: () => Promise<Extract<ProblemCode, 'store-set-back' | 'restore-not-confirmed'> | null>;
};

const WINDOW_MS = 15 * 60_000;
/** Wrong passwords for one address of mail, from wherever they come. */
export const WRONG_PASSWORDS = 10;
/** Tries from one network address: several people may share it. */
const TRIES_FROM_ADDRESS = 100;

/** Where somebody stands after a step of signing in. */
export type SignInStep = { readonly next: 'signed-in' | 'code-asked'; readonly cookies: CookieChanges };

/**
 * Signs in with e-mail and password. Refused with `sign-in-wrong` whether nobody has this address or the password is another
 * one, with the same work; with `sign-in-limited` after too many tries, whatever the password, for all instances and over
 * their restarts; with `provider-required`, for the right password alone, where the organisation refuses passwords.
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
  const counted = await deps.limits.take(limit('sign-in-account', email, WRONG_PASSWORDS));
  if (counted.taken === 0) return limited(counted.resetsInMs);
  const { outcome, cookies } = await deps.signIns.withPassword(browser, {
    email: email === '' ? NOBODY : email,
    password: asked.password,
  });
  const isRight = outcome === 'signed-in' || outcome === 'code-asked';
  if (isRight) await counted.giveBack(1);
  if (!isRight || !(await refusesPasswords(deps, email))) return stepOf(outcome, cookies);
  // What began is over before anybody can use it.
  await deps.signIns.signOut({ ...browser, cookies: cookies.map((text) => text.split(';')[0] ?? '').join('; ') });
  return refuse('provider-required');
}

async function refusesPasswords(
  { collections, policies }: Pick<SignInDependencies, 'collections' | 'policies'>,
  email: string,
): Promise<boolean> {
  if (!policies.some(({ passwords }) => passwords === 'refused')) return false;
  const person = await personByEmail(collections, email);
  const policy = policies.find(({ organisationId }) => organisationId === person?.organisationId);
  return policy?.passwords === 'refused';
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
  const { outcome, cookies } = await deps.signIns.withCode(browser, asked);
  return outcome === 'wrong' ? refuse('code-wrong') : stepOf(outcome, cookies);
}

function limit(kind: string, key: string, most: number) {
  return { kind, key, cost: 1, limit: most, windowMs: WINDOW_MS };
}

function limited(resetsInMs: number): Result<never> {
  return refuse('sign-in-limited', { minutes: Math.max(1, Math.ceil(resetsInMs / 60_000)) });
}

export function stepOf(outcome: SignInOutcome, cookies: CookieChanges): Result<SignInStep> {
  if (outcome === 'signed-in' || outcome === 'code-asked') return succeed({ next: outcome, cookies });
  if (outcome === 'locked') return refuse('sign-in-limited', { minutes: WINDOW_MS / 60_000 });
  return refuse(({ forged: 'request-forged', over: 'sign-in-over', wrong: 'sign-in-wrong' } as const)[outcome]);
}
