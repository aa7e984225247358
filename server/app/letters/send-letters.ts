import { z } from 'zod';
import { befallsAll, type MailFailure } from '../../model/letters/mail-failure.ts';
import { afterAttempt, claimLetter, giveUp, isOver, type WaitingLetter } from '../../model/letters/waiting-letter.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Collections } from '../../ports/collections.ts';
import { type Letter, type LetterCipher, type Mail, MailNotSent } from '../../ports/mail.ts';
import { inLetterState, letterKey, letterRecord, readLetter } from './letter-records.ts';

export type SendDependencies = {
  readonly collections: Pick<Collections, 'change' | 'list'>;
  readonly cipher: LetterCipher;
  readonly clock: Clock;
  readonly mail: Mail;
  /** While the store may be an older one: letters that it holds may have been sent. */
  readonly isHeld: () => Promise<boolean>;
  /** Whether nothing more is to be begun. */
  readonly isStopped: () => boolean;
  /** Told of an attempt that failed; `fault` is thrown by the mail, or null. */
  readonly onFailure: (failure: MailFailure, kind: string, fault: unknown) => void;
};

/** Letters that one question gives. */
const PIECE = 100;

/**
 * Sends what is due. Each letter is claimed before, so that of several instances one sends it. Whoever dies after the server took a
 * letter and before it is erased here leaves it to be sent a second time, under the same id. Where the server itself cannot be
 * used the round ends: the others would meet the same.
 */
export async function sendLetters(deps: SendDependencies): Promise<void> {
  if (await deps.isHeld()) return;
  for (let due = await dueLetters(deps); due.length > 0; due = due.length < PIECE ? [] : await dueLetters(deps))
    for (const letter of due) {
      if (deps.isStopped()) return;
      const failure = await sendOne(deps, letter.id);
      if (failure !== null && befallsAll(failure)) return;
    }
}

/** Those that waited longest first, of the newest of them. */
async function dueLetters({ collections, clock }: SendDependencies): Promise<readonly WaitingLetter[]> {
  const question = { tags: [inLetterState('waiting')], after: { at: clock.now(), id: '~' }, limit: PIECE };
  return (await collections.list('letters', question)).map(readLetter).toReversed();
}

/** What its attempt met; null where it was sent, or was not to be sent now. */
async function sendOne(deps: SendDependencies, id: string): Promise<MailFailure | null> {
  const claimed = await claim(deps, id);
  if (claimed === null) return null;
  const failure = await attempt(deps, claimed);
  if (failure === null) await deps.collections.change([], () => removal(id));
  else await settle(deps, claimed, failure);
  return failure;
}

function claim({ collections, clock }: SendDependencies, id: string): Promise<WaitingLetter | null> {
  const now = clock.now();
  return collections.change([letterKey(id)], ([record]) => {
    const letter = record === null || record === undefined ? null : readLetter(record);
    if (letter !== null && isOver(letter, now)) return replacement(giveUp(letter, now), null);
    const claimed = letter === null ? null : claimLetter(letter, now);
    return claimed === null ? { put: [], remove: [], entries: [], answer: null } : replacement(claimed, claimed);
  });
}

async function attempt(deps: SendDependencies, { id, kind, sealed }: WaitingLetter): Promise<MailFailure | null> {
  const letter = sealed === null ? null : openLetter(await deps.cipher.open(sealed, id), kind);
  if (letter === null) return told(deps, 'not-readable', kind, null);
  try {
    await deps.mail.send(letter, id);
    return null;
  } catch (fault) {
    return told(deps, fault instanceof MailNotSent ? fault.failure : 'other', kind, fault);
  }
}

function told(deps: SendDependencies, failure: MailFailure, kind: string, fault: unknown): MailFailure {
  deps.onFailure(failure, kind, fault);
  return failure;
}

const SEALED = z.strictObject({
  ...{ to: z.string(), subject: z.string(), text: z.string() },
  unsubscribe: z.string().exactOptional(),
});

function openLetter(text: string | null, kind: string): Letter | null {
  return text === null ? null : { ...SEALED.parse(JSON.parse(text)), kind };
}

/** Nothing where another instance has taken the letter over since. */
function settle({ collections, clock }: SendDependencies, claimed: WaitingLetter, failure: MailFailure): Promise<null> {
  const now = clock.now();
  return collections.change([letterKey(claimed.id)], ([record]) => {
    const letter = record === null || record === undefined ? null : readLetter(record);
    if (letter?.attempts !== claimed.attempts) return { put: [], remove: [], entries: [], answer: null };
    return replacement(afterAttempt(letter, failure, now), null);
  });
}

function replacement<Answer>(letter: WaitingLetter, answer: Answer) {
  return { put: [letterRecord(letter)], remove: [], entries: [], answer };
}

function removal(id: string) {
  return { put: [], remove: [letterKey(id)], entries: [], answer: null };
}
