import { type Result, succeed } from '#core/confirmation/errors.ts';
import type { Actor } from '../../model/access/actor.ts';
import type { Person } from '../../model/accounts/person.ts';
import type { SecondFactors, UserSessions } from '../../ports/accounts.ts';
import type { Collections } from '../../ports/collections.ts';
import type { Letter } from '../../ports/mail.ts';
import { type Act, type ActDependencies, auditEntry, authorize, performInStore } from '../access/act.ts';
import { dropLetters } from '../letters/drop-letters.ts';
import { everyRecord } from '../people/every-record.ts';
import { noticeLetter, type WordsOf } from './account-mail.ts';
import { replaceKeyMark } from './key-mark.ts';
import { EVERYBODY, personKey, personRecord, readPerson } from './people-records.ts';

/** What works with a key that was made just now. */
export type WithNewKey = {
  readonly fingerprint: string;
  readonly sessions: Pick<UserSessions, 'endAll'>;
  readonly secondFactors: Pick<SecondFactors, 'remove'>;
};

export type ReplaceKeyDependencies = ActDependencies & {
  readonly collections: Collections;
  /** Puts a new accounts.key in the place of the one that is there. */
  readonly makeKey: () => Promise<WithNewKey>;
  readonly words: WordsOf;
  readonly publicUrl: string;
  readonly post: (letter: Letter) => void;
};

/** Whose second factors were reset. */
export type KeyReplaced = { readonly secondFactors: number };

/**
 * Replaces the secret of accounts. What the former one protected counts as known: every session ends, every second factor is reset,
 * letters that wait are dropped. Cut short, it is done again from the beginning: the store takes the new key last.
 */
export async function replaceAccountsKey(deps: ReplaceKeyDependencies, actor: Actor): Promise<Result<KeyReplaced>> {
  const subject = { kind: 'install', id: 'accounts-key' } as const;
  const permitted = await authorize(deps, actor, 'replace-accounts-key', subject);
  if (!permitted.ok) return permitted;
  const act: Act = { stream: 'operator', actor, action: 'replace-accounts-key', subject };
  const reset: Person[] = [];
  const done = await performInStore<KeyReplaced>(deps, act, async () => {
    const made = await deps.makeKey();
    for (const record of await everyRecord(deps.collections, 'people', [EVERYBODY]))
      if (await signOut(deps, made, record.id)) reset.push(readPerson(record));
    await dropLetters(deps.collections);
    const at = deps.clock.now();
    const entries = [auditEntry(act, 'succeeded', at, { 'second-factors': String(reset.length) })];
    await replaceKeyMark(deps.collections, made.fingerprint, at, entries);
    return succeed({ secondFactors: reset.length });
  });
  // Letters are stored under the key that the store has now.
  if (done.ok) for (const person of reset) tell(deps, person);
  return done;
}

/** Whether the person had a second factor. */
async function signOut(
  { collections }: Pick<ReplaceKeyDependencies, 'collections'>,
  { sessions, secondFactors }: WithNewKey,
  id: string,
): Promise<boolean> {
  const had = await collections.change<boolean>([personKey(id)], ([record]) => {
    const person = record === null || record === undefined ? null : readPerson(record);
    if (person === null || person.secondFactorSince === null)
      return { put: [], remove: [], entries: [], answer: false };
    return { put: [personRecord({ ...person, secondFactorSince: null })], remove: [], entries: [], answer: true };
  });
  await secondFactors.remove(id);
  await sessions.endAll(id, null);
  return had;
}

function tell(deps: ReplaceKeyDependencies, { state, email, locale }: Person): void {
  if (state !== 'active' || email === null) return;
  deps.post(noticeLetter(deps, { to: email, locale, what: 'second-factor-reset' }));
}
