import { z } from 'zod';
import { MAIL_FAILURES } from '../../model/letters/mail-failure.ts';
import { FAILED_DAYS, type LetterState, type WaitingLetter } from '../../model/letters/waiting-letter.ts';
import type { CollectedRecord, NewRecord, RecordKey } from '../../ports/collections.ts';

const INSTANT = z.iso.datetime();
const LETTER = z.strictObject({
  ...{ id: z.string(), kind: z.string(), state: z.enum(['waiting', 'failed']) },
  ...{ queuedAt: INSTANT, endsAt: INSTANT, dueAt: INSTANT },
  attempts: z.int(),
  failure: z.enum(MAIL_FAILURES).nullable(),
  sealed: z.string().nullable(),
});

/** Every letter has it. */
export const ALL_LETTERS = 'all';
const DAY_MS = 86_400_000;

export function inLetterState(state: LetterState): string {
  return `state:${state}`;
}

export function letterKey(id: string): RecordKey {
  return { collection: 'letters', id };
}

/** Lists are by when a letter is due. What failed is erased the day after its last one, as sessions are. */
export function letterRecord(letter: WaitingLetter): NewRecord {
  const end = new Date(Date.parse(letter.dueAt) + FAILED_DAYS * DAY_MS).toISOString().slice(0, 10);
  return {
    ...letterKey(letter.id),
    at: letter.dueAt,
    unique: [],
    tags: [ALL_LETTERS, inLetterState(letter.state), ...(letter.state === 'failed' ? [`ends:${end}`] : [])],
    data: JSON.stringify(LETTER.parse(letter)),
  };
}

export function readLetter(record: CollectedRecord): WaitingLetter {
  return LETTER.parse(JSON.parse(record.data));
}
