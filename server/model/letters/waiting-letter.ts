import type { IsoInstant } from '#core/confirmation/calendar.ts';
import type { MailFailure } from './mail-failure.ts';

/**
 * How a letter stands that was not handed over yet. `waiting`: it is tried, and tried again. `failed`: nobody tries it any more; only
 * what it was about is kept, for some days.
 */
export type LetterState = 'waiting' | 'failed';

/** A letter in the queue. To whom and what is `sealed`: a reader of the store alone learns neither address nor link. */
export type WaitingLetter = {
  readonly id: string;
  /** What it is about, such as `invitation`. */
  readonly kind: string;
  readonly state: LetterState;
  readonly queuedAt: IsoInstant;
  /** After that it would be of no use to whoever got it. */
  readonly endsAt: IsoInstant;
  /** Not tried before. While somebody tries it: when others may, because whoever does has died. */
  readonly dueAt: IsoInstant;
  readonly attempts: number;
  /** What the last attempt met. */
  readonly failure: MailFailure | null;
  /** Null once it failed. */
  readonly sealed: string | null;
};

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** How long a letter is of use: its link works no longer, or nobody wants such old news. */
const LIFETIMES: Readonly<Record<string, number>> = { 'password-reset': HOUR_MS, invitation: 6 * DAY_MS };
const USUAL_LIFETIME_MS = 3 * DAY_MS;
/** One attempt ends well before. */
const ATTEMPT_MS = 5 * MINUTE_MS;
const FIRST_PAUSE_MS = MINUTE_MS;
const LONGEST_PAUSE_MS = HOUR_MS;
/** A server that refuses a letter for good so often is believed. */
const MAX_REFUSALS = 8;
/** How long it is kept that a letter failed. */
export const FAILED_DAYS = 7;

/** A letter as it enters the queue: due at once. */
export function newLetter(
  letter: Pick<WaitingLetter, 'id' | 'kind'> & { readonly sealed: string },
  at: IsoInstant,
): WaitingLetter {
  const endsAt = later(at, LIFETIMES[letter.kind] ?? USUAL_LIFETIME_MS);
  return { ...letter, endsAt, ...{ state: 'waiting', queuedAt: at, dueAt: at, attempts: 0, failure: null } };
}

/** The letter as somebody begins to send it: nobody else does for as long as an attempt may take. Null where it is not to be sent now. */
export function claimLetter(letter: WaitingLetter, at: IsoInstant): WaitingLetter | null {
  if (letter.state !== 'waiting' || letter.dueAt > at) return null;
  return isOver(letter, at) ? null : { ...letter, attempts: letter.attempts + 1, dueAt: later(at, ATTEMPT_MS) };
}

/** Whether it has waited for too long to be of use. */
export function isOver({ state, endsAt }: WaitingLetter, at: IsoInstant): boolean {
  return state === 'waiting' && endsAt <= at;
}

/** The letter after an attempt that failed: tried again after a pause that grows, or given up. */
export function afterAttempt(letter: WaitingLetter, failure: MailFailure, at: IsoInstant): WaitingLetter {
  const isBelieved = failure === 'refused' && letter.attempts >= MAX_REFUSALS;
  if (isBelieved || isOver(letter, at)) return giveUp({ ...letter, failure }, at);
  const pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (letter.attempts - 1));
  return { ...letter, failure, dueAt: later(at, pause) };
}

/** Nobody tries it any more, and what it said is gone. */
export function giveUp(letter: WaitingLetter, at: IsoInstant): WaitingLetter {
  return { ...letter, state: 'failed', sealed: null, dueAt: at };
}

function later(at: IsoInstant, ms: number): IsoInstant {
  return new Date(Date.parse(at) + ms).toISOString();
}

/** How the queue stands. */
export type LettersStanding = {
  readonly waiting: number;
  /** Within the last days. */
  readonly failed: number;
  /** When the oldest that waits was queued; null where none does. */
  readonly oldest: IsoInstant | null;
  /** What the last attempt at one of those that wait met, else at one of those that failed. */
  readonly failure: MailFailure | null;
};

/** Longer than that no letter waits where all is well. */
const LATE_MS = 15 * MINUTE_MS;

export function areLate({ oldest }: LettersStanding, now: IsoInstant): boolean {
  return oldest !== null && Date.parse(now) - Date.parse(oldest) > LATE_MS;
}
