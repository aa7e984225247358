import { type Result, refuse, succeed } from '#core/confirmation/errors.ts';
import type { Actor } from '../../model/access/actor.ts';
import { emailAddress } from '../../model/accounts/email-address.ts';
import type { Browser, CookieChanges, PasswordJudge, PasswordResets, SignInGuard } from '../../ports/accounts.ts';
import type { Collections } from '../../ports/collections.ts';
import type { Limits } from '../../ports/limits.ts';
import type { Letter } from '../../ports/mail.ts';
import { type Act, type ActDependencies, auditEntry, performInStore } from '../access/act.ts';
import { fieldProblem } from '../confirmations/confirmation-request.ts';
import { noticeLetter, resetLetter, type WordsOf } from './account-mail.ts';
import { judgePassword } from './judge-password.ts';
import { findPerson } from './people-records.ts';
import type { SignInDependencies } from './sign-in.ts';

export type ResetDependencies = ActDependencies & {
  readonly collections: Collections;
  readonly resets: PasswordResets;
  readonly judge: PasswordJudge;
  readonly guard: Pick<SignInGuard, 'keepOnly' | 'remember'>;
  readonly limits: Limits;
  readonly endsUnknown: SignInDependencies['endsUnknown'];
  readonly words: WordsOf;
  readonly publicUrl: string;
  readonly post: (letter: Letter) => void;
  /** Does it once what is answered now was sent. */
  readonly afterwards: (work: () => Promise<void>, kind: string) => void;
};

const HOUR_MS = 3_600_000;
const FROM_ADDRESS = 30;
/** Letters to one person within an hour. */
const TO_PERSON = 3;

/**
 * Sends a link that sets another password, where somebody has this address. Answers the same whether or not, and as fast: who has
 * the address is asked after the answer, and what limits letters to one person says nothing either.
 */
export async function askForReset(deps: ResetDependencies, typed: string, from: string): Promise<Result<null>> {
  const unknown = await deps.endsUnknown();
  if (unknown !== null) return refuse(unknown);
  const tried = await deps.limits.take(bucket('reset-from', from, FROM_ADDRESS));
  if (tried.taken === 0)
    return refuse('sign-in-limited', { minutes: Math.max(1, Math.ceil(tried.resetsInMs / 60_000)) });
  const email = emailAddress(typed);
  if (email === null) return refuse('request-not-valid', {}, [fieldProblem('/email', 'email-not-valid')]);
  const counted = await deps.limits.take(bucket('reset-to', email, TO_PERSON));
  if (counted.taken === 0) return succeed(null);
  deps.afterwards(() => sendReset(deps, email), 'password-reset');
  return succeed(null);
}

async function sendReset(deps: ResetDependencies, email: string): Promise<void> {
  const begun = await deps.resets.begin(email);
  const person = begun === null ? null : await findPerson(deps.collections, begun.userId);
  if (begun === null || person?.state !== 'active') return;
  deps.post(resetLetter(deps, { to: email, locale: person.locale, token: begun.token }));
}

/**
 * Sets the password of whoever the link was sent to, and ends their sessions. The second factor stays what it was. The browser is
 * the one that is known from now on: who reads these letters is not locked out by others.
 */
export async function resetPassword(
  deps: ResetDependencies,
  browser: Pick<Browser, 'cookies'>,
  token: string,
  password: string,
): Promise<Result<CookieChanges>> {
  const unknown = await deps.endsUnknown();
  if (unknown !== null) return refuse(unknown);
  const userId = await deps.resets.whose(token);
  const person = userId === null ? null : await findPerson(deps.collections, userId);
  if (person === null || person.state !== 'active' || person.email === null) return refuse('reset-not-valid');
  const wrong = await judgePassword(deps, password, { ...person, email: person.email });
  if (wrong !== null) return refuse('request-not-valid', {}, [fieldProblem('/password', wrong)]);
  const { id, name, email, locale } = person;
  const actor: Actor = { kind: 'person', id, name, organisation: null, roles: [] };
  const act: Act = { stream: 'operator', actor, action: 'reset-password', subject: { kind: 'person', id } };
  return performInStore(deps, act, async () => {
    if (!(await deps.resets.finish(token, password))) return refuse('reset-not-valid');
    await deps.auditLog.append(auditEntry(act, 'succeeded', deps.clock.now()));
    deps.post(noticeLetter(deps, { to: email, locale, what: 'password-changed' }));
    await deps.guard.keepOnly(null, id);
    return succeed(await deps.guard.remember(browser, id));
  });
}

function bucket(kind: string, key: string, limit: number) {
  return { kind, key, cost: 1, limit, windowMs: HOUR_MS };
}
