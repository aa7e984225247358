import { newLetter } from '../../model/letters/waiting-letter.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Collections, NewRecord } from '../../ports/collections.ts';
import { type Letter, type LetterCipher, MailNotSent } from '../../ports/mail.ts';
import { randomId } from '../base64-url.ts';
import { inLetterState, letterRecord } from './letter-records.ts';

export type QueueDependencies = {
  readonly collections: Pick<Collections, 'change' | 'count'>;
  readonly cipher: LetterCipher;
  readonly clock: Clock;
  /** For the id (10 bytes). */
  readonly randomBytes: (count: number) => Uint8Array;
};

/** Letters that wait at most: whoever makes more of them fills no database. */
const MAX_WAITING = 2_000;

/** A letter as a record, to be saved in one change with what it is about. */
export async function letterToQueue(
  { cipher, clock, randomBytes }: Omit<QueueDependencies, 'collections'>,
  letter: Letter,
): Promise<NewRecord> {
  const id = randomId(randomBytes(10));
  const { kind, ...told } = letter;
  const sealed = await cipher.seal(JSON.stringify(told), id);
  return letterRecord(newLetter({ id, kind, sealed }, clock.now()));
}

/** Queues a letter by itself. Throws `MailNotSent` where too many wait. */
export async function queueLetter(deps: QueueDependencies, letter: Letter): Promise<void> {
  const waiting = await deps.collections.count('letters', [inLetterState('waiting')], MAX_WAITING);
  if (waiting >= MAX_WAITING) throw new MailNotSent(`${MAX_WAITING} letters wait: another one is not queued`);
  const put = [await letterToQueue(deps, letter)];
  await deps.collections.change([], () => ({ put, remove: [], entries: [], answer: undefined }));
}
