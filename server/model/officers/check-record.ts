import type { IsoInstant } from '#core/confirmation/calendar.ts';
import type { Headline, VerdictWord } from '#core/confirmation/verdict.ts';
import type { ActorRef } from '../access/actor.ts';

/** What an officer checked and was told: kept for the office, without the files themselves. */
export type CheckRecord = {
  readonly id: string;
  /** What people quote; the same as on the page of the result. */
  readonly reference: string;
  readonly organisationId: string;
  readonly officer: ActorRef;
  readonly at: IsoInstant;
  /** What was asked; null for not given. */
  readonly vin: string | null;
  readonly destination: string | null;
  readonly files: readonly CheckedRecord[];
  /** The page of the result, which is kept for some days only; null where it was not kept. */
  readonly resultId: string | null;
};

/** One file of a check. */
export type CheckedRecord = {
  readonly name: string;
  /** Lower-case hex. */
  readonly sha256: string;
  readonly verdict: VerdictWord;
  readonly headline: Headline;
  /** Of the confirmation, where it was established; null where it was not. */
  readonly number: string | null;
};
