import type { IsoInstant } from '#core/confirmation/calendar.ts';
import type { ConfirmationContent } from '#core/confirmation/confirmation.ts';
import type { ActorRef } from '../model/access/actor.ts';
import type { JournalReading, NumberMark, Recovery } from './journal.ts';

/** What is done to a database that was set back. */
export type RecoveryPlan = JournalReading & {
  /** Numbers to leave out after the highest one of each maker and year, where the highest is not known. */
  readonly skip: number;
  /** Years in which numbers may have been given since. */
  readonly years: readonly number[];
  readonly by: ActorRef;
  readonly at: IsoInstant;
};

export type RecoveryReport = {
  /** Withdrawals, supersessions, ended seals and tokens that were done again. */
  readonly replayed: number;
  /** Numbers that may have been given and are not known: first and last of each run. */
  readonly skipped: readonly (Omit<NumberMark, 'sequence'> & { readonly first: number; readonly last: number })[];
  /** Numbers of documents that were issued since, whose files bring them back. */
  readonly awaited: readonly string[];
  readonly recovery: Recovery;
};

/** A sealed file that was verified, to be made a record again. */
export type Adoption = {
  readonly content: ConfirmationContent;
  readonly manufacturerId: string;
  readonly keyId: string;
  /** Of the file, whose bytes are stored before. */
  readonly sha256: string;
  readonly by: ActorRef;
  readonly at: IsoInstant;
};

export type AdoptionOutcome =
  | { readonly kind: 'adopted' | 'known' }
  /** The number belongs to another file: here, or as the journal says. */
  | { readonly kind: 'number-of-another' }
  | { readonly kind: 'vins-taken'; readonly vins: readonly string[] };

/** What a registry does not know since its database was set back, and how it comes to know it. */
export type RecoveryRegister = {
  /** Null for an install that was never restored. */
  readonly state: () => Promise<Recovery | null>;
  /** Whether a number that is not in the registry may have been issued before the restore. */
  readonly mayBeLost: (number: string) => Promise<boolean>;
  /** All of it or nothing; again, it changes only what is new. */
  readonly recover: (plan: RecoveryPlan) => Promise<RecoveryReport>;
  /** Whether stored files that no record names may be documents that the registry lost, so that none may be removed. */
  readonly holdsFiles: () => Promise<boolean>;
  /** False where there is nothing to confirm. */
  readonly confirm: (by: ActorRef, at: IsoInstant) => Promise<boolean>;
  /** Makes the record of a file, with what became of it since; at most one record per number and VIN in force. */
  readonly adopt: (adoption: Adoption) => Promise<AdoptionOutcome>;
};
