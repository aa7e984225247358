import type { LettersStanding } from '../../model/letters/waiting-letter.ts';
import type { Collections } from '../../ports/collections.ts';
import { everyRecord } from '../people/every-record.ts';
import { inLetterState, readLetter } from './letter-records.ts';

/** Letters that failed, at most as many as are counted. */
const MOST = 1_000;

/** How the queue stands: what it tells names nobody. */
export async function lettersStanding(collections: Pick<Collections, 'list' | 'count'>): Promise<LettersStanding> {
  const waiting = (await everyRecord(collections, 'letters', [inLetterState('waiting')])).map(readLetter);
  const failed = await collections.count('letters', [inLetterState('failed')], MOST);
  const question = { tags: [inLetterState('failed')], after: null, limit: 1 };
  const newest = failed === 0 ? [] : (await collections.list('letters', question)).map(readLetter);
  const failures = [...waiting, ...newest].flatMap(({ failure }) => (failure === null ? [] : [failure]));
  const queued = waiting.map(({ queuedAt }) => queuedAt).toSorted();
  return { waiting: waiting.length, failed, oldest: queued[0] ?? null, failure: failures[0] ?? null };
}
