import type { IsoInstant } from '#core/confirmation/calendar.ts';
import type { ArchiveCopy } from '#core/confirmation/confirmation.ts';
import type { ActorRef } from '../model/access/actor.ts';

/** An archive copy that a newer one has replaced. Its file is kept. */
export type FormerArchiveCopy = Omit<ArchiveCopy, 'dueAt'>;

/** What makes an archive copy, or takes the place of the former one. Its file is stored before (`DocumentFiles`). */
export type ArchiveRenewal = {
  readonly number: string;
  readonly copy: Omit<ArchiveCopy, 'renewals'>;
  /** SHA-256 of the copy that it was made from; null where there was none. */
  readonly replaces: string | null;
  readonly by: ActorRef;
};

/** That nothing can be done for a confirmation before a moment. */
export type Postponement = {
  readonly number: string;
  readonly dueAt: IsoInstant;
  /** SHA-256 of the copy of which that was found; null where there was none. */
  readonly copy: string | null;
};

/** Which confirmations are due: those after `after`, where it is given, in the order of their dates. */
export type DueRequest = { readonly at: IsoInstant; readonly limit: number; readonly after: DueConfirmation | null };
export type DueConfirmation = { readonly number: string; readonly dueAt: IsoInstant };

/** No more are counted of what is due later: it costs the same however many there are. */
export const MAX_LATER = 10_000;

export type DuePage = {
  readonly items: readonly DueConfirmation[];
  /** How many of all are due only after that moment, counted up to `MAX_LATER`. */
  readonly later: number;
};

/** The archive's copies of issued confirmations. Every confirmation is due from its issue on until it has one. */
export type ArchiveCopies = {
  readonly find: (number: string) => Promise<ArchiveCopy | null>;
  /** The copies that were replaced, the oldest first. */
  readonly former: (number: string) => Promise<readonly FormerArchiveCopy[]>;
  /** The earliest first; at most `limit`. */
  readonly due: (request: DueRequest) => Promise<DuePage>;
  /**
   * Records a copy durably, with its entry `succeeded` in the audit log; the one that it replaces becomes a former one. False,
   * and nothing is recorded, where the copy that it was made from is no longer the one that is recorded: somebody else has
   * renewed it.
   */
  readonly keep: (renewal: ArchiveRenewal) => Promise<boolean>;
  /**
   * False, and nothing changes, where that copy is no longer the one that is stored: a newer one says itself when it is due.
   * False for a number that was never issued, too.
   */
  readonly postpone: (postponement: Postponement) => Promise<boolean>;
};
