import type { Collections } from '../../ports/collections.ts';
import { everyRecord } from '../people/every-record.ts';
import { ALL_LETTERS, letterKey } from './letter-records.ts';

/** Of letters that one change removes. */
const PIECE = 500;

/** Removes every letter of a database of former days: which of them were sent since is not known. */
export async function dropLetters(collections: Pick<Collections, 'change' | 'list'>): Promise<void> {
  const keys = (await everyRecord(collections, 'letters', [ALL_LETTERS])).map(({ id }) => letterKey(id));
  for (let from = 0; from < keys.length; from += PIECE) {
    const remove = keys.slice(from, from + PIECE);
    await collections.change([], () => ({ put: [], remove, entries: [], answer: undefined }));
  }
}
