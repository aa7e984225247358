import type { Locale } from '#core/confirmation/country.ts';
import { type Result, refuse, succeed } from '#core/confirmation/errors.ts';
import type { Actor } from '../../model/access/actor.ts';
import type { Person } from '../../model/accounts/person.ts';
import type {
  Browser,
  CookieChanges,
  Credentials,
  FactorChanges,
  Passkeys,
  PasswordJudge,
  SecondFactors,
  SessionSummary,
  SignInGuard,
  UserSessions,
} from '../../ports/accounts.ts';
import type { Collections } from '../../ports/collections.ts';
import type { Limits } from '../../ports/limits.ts';
import type { Mail } from '../../ports/mail.ts';
import { type Act, type ActDependencies, auditEntry, performInStore } from '../access/act.ts';
import { fieldProblem } from '../confirmations/confirmation-request.ts';
import { noticeLetter, type WordsOf } from './account-mail.ts';
import { judgePassword } from './judge-password.ts';
import { findPerson, personKey, personRecord, readPerson } from './people-records.ts';

/** What people do to their own account: the actor is always the person that it is about, so nothing else decides who may. */
export type OwnAccountDependencies = ActDependencies & {
  readonly collections: Collections;
  readonly credentials: Pick<Credentials, 'changePassword' | 'isPassword'>;
  readonly secondFactors: Pick<SecondFactors, 'offer' | 'turnOn' | 'use'>;
  readonly factorChanges: FactorChanges;
  readonly passkeys: Passkeys;
  readonly sessions: UserSessions;
  readonly judge: PasswordJudge;
  readonly guard: Pick<SignInGuard, 'keepOnly'>;
  readonly limits: Limits;
  readonly words: WordsOf;
  readonly publicUrl: string;
  /** Sends without being waited for; what fails is for the log. */
  readonly post: (letter: Parameters<Mail['send']>[0]) => void;
};

const WINDOW_MS = 15 * 60_000;
const WRONG_TRIES = 10;

/** Sets another password, where the former one is given. All other sessions end. */
export async function changeOwnPassword(
  deps: OwnAccountDependencies,
  browser: Browser,
  asked: { readonly former: string; readonly next: string },
  actor: Actor,
): Promise<Result<CookieChanges>> {
  const person = await findPerson(deps.collections, actor.id);
  if (person === null) return refuse('person-unknown');
  const wrong = await judgePassword(deps, asked.next, { ...person, email: person.email ?? '' });
  if (wrong !== null) return refuse('request-not-valid', {}, [fieldProblem('/next', wrong)]);
  const act = ownAct('change-password', actor);
  return performInStore(deps, act, () =>
    withinTries(deps, `password ${actor.id}`, async () => {
      const { outcome, cookies } = await deps.credentials.changePassword(browser, asked);
      if (outcome !== 'changed') return refuse(outcome === 'forged' ? 'request-forged' : 'password-wrong');
      await deps.guard.keepOnly(browser, actor.id);
      await deps.auditLog.append(auditEntry(act, 'succeeded', deps.clock.now()));
      notify(deps, person, 'password-changed');
      return succeed(cookies);
    }),
  );
}

/**
 * Whether the one who is signed in has the authenticator at hand now, before what needs it once more, such as an approval.
 * Refused with `code-wrong` also for a code that was used before, on any instance; with `second-factor-needed` where they have
 * none here: the one of an identity provider says nothing of this moment.
 */
export async function confirmWithCode(
  deps: Pick<OwnAccountDependencies, 'secondFactors' | 'limits' | 'collections'>,
  code: string,
  actor: Actor,
): Promise<Result<null>> {
  if (actor.kind !== 'person') return refuse('code-wrong');
  const person = await findPerson(deps.collections, actor.id);
  if (person?.secondFactorSince == null) return refuse('second-factor-needed');
  return withinTries(deps, `code ${actor.id}`, async () =>
    (await deps.secondFactors.use(actor.id, code.replace(/\s/g, ''))) === 'accepted'
      ? succeed(null)
      : refuse('code-wrong'),
  );
}

/** The language of mails, and whether those that nobody has to get are sent. */
export async function changeMails(
  deps: OwnAccountDependencies,
  wish: { readonly locale: Locale; readonly notices: boolean },
  actor: Actor,
): Promise<Result<Person>> {
  const person = await changeOwn(deps, actor, (own) => ({ ...own, ...wish }), null);
  return person === null ? refuse('person-unknown') : succeed(person);
}

export function ownSessions(
  { sessions }: Pick<OwnAccountDependencies, 'sessions'>,
  actor: Actor,
): Promise<readonly SessionSummary[]> {
  return sessions.list(actor.id);
}

/** Ends one of the actor's sessions, or all but the one that asks. No other browser is known any more. */
export async function endOwnSessions(
  { sessions, guard }: Pick<OwnAccountDependencies, 'sessions' | 'guard'>,
  browser: Browser,
  which: { readonly one: string } | { readonly allBut: string },
  actor: Actor,
): Promise<void> {
  if ('one' in which) await sessions.end(actor.id, which.one);
  else await sessions.endAll(actor.id, which.allBut);
  await guard.keepOnly(browser, actor.id);
}

/** So many wrong answers within a while, over all instances; a right one gives its try back. */
export async function withinTries<Value>(
  { limits }: Pick<OwnAccountDependencies, 'limits'>,
  key: string,
  work: () => Promise<Result<Value>>,
): Promise<Result<Value>> {
  const taken = await limits.take({ kind: 'own-account', key, cost: 1, limit: WRONG_TRIES, windowMs: WINDOW_MS });
  if (taken.taken === 0)
    return refuse('sign-in-limited', { minutes: Math.max(1, Math.ceil(taken.resetsInMs / 60_000)) });
  const answer = await work();
  if (answer.ok) await taken.giveBack(1);
  return answer;
}

/** Null where the person is not active any more. */
export function changeOwn(
  deps: Pick<OwnAccountDependencies, 'collections' | 'clock'>,
  actor: Actor,
  change: (person: Person) => Person,
  act: Act | null,
): Promise<Person | null> {
  const entries = act === null ? [] : [auditEntry(act, 'succeeded', deps.clock.now())];
  return deps.collections.change<Person | null>([personKey(actor.id)], ([record]) => {
    const person = record === null || record === undefined ? null : readPerson(record);
    if (person === null || person.state !== 'active') return { put: [], remove: [], entries, answer: null };
    const changed = change(person);
    return { put: [personRecord(changed)], remove: [], entries, answer: changed };
  });
}

export function notify(
  deps: Pick<OwnAccountDependencies, 'post' | 'words' | 'publicUrl'>,
  { email, locale }: Person,
  what: Parameters<typeof noticeLetter>[1]['what'],
): void {
  if (email !== null) deps.post(noticeLetter(deps, { to: email, locale, what }));
}

export function ownAct(action: Act['action'], actor: Actor): Act {
  return { stream: 'operator', actor, action, subject: { kind: 'person', id: actor.id } };
}
