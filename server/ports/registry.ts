import type { IsoInstant } from '#core/confirmation/calendar.ts';
import type { ConfirmationSummary, RegisteredConfirmation, WithdrawalReason } from '#core/confirmation/confirmation.ts';
import type { ActorRef } from '../model/access/actor.ts';

/** A page of confirmations, newest first. `damaged`: numbers of this page whose records cannot be read; they are in no other place. */
export type RegistryPage = {
  readonly items: readonly ConfirmationSummary[];
  readonly damaged: readonly string[];
  readonly nextCursor: string | null;
};

/** What is stored of one confirmation contradicts itself or cannot be read. All others are as they were. */
export class RecordDamaged extends Error {
  readonly code = 'record-damaged';
  readonly number: string;

  constructor(number: string, options?: ErrorOptions) {
    super(`the record of ${number} is damaged: compare the registry with a backup`, options);
    this.name = 'RecordDamaged';
    this.number = number;
  }
}

export type ListRequest = {
  readonly limit: number;
  /** As a former page gave it; null for the first page. */
  readonly cursor: string | null;
  readonly manufacturerId: string | null;
};

export type Withdrawal = {
  readonly number: string;
  /** The VINs to withdraw, or null for every live line. */
  readonly vins: readonly string[] | null;
  readonly reason: WithdrawalReason;
  readonly by: ActorRef;
  readonly at: IsoInstant;
};

export type WithdrawalOutcome =
  | { readonly kind: 'withdrawn'; readonly confirmation: RegisteredConfirmation }
  | { readonly kind: 'not-found' }
  /** None of the lines asked for is live any more. */
  | { readonly kind: 'already-withdrawn'; readonly confirmation: RegisteredConfirmation }
  | { readonly kind: 'vin-not-in-confirmation'; readonly vins: readonly string[] };

/** The issued confirmations. Reservations and released numbers are not seen here. */
export type Registry = {
  /** @throws {RecordDamaged} */
  readonly find: (number: string) => Promise<RegisteredConfirmation | null>;
  /** Null for a cursor that no page gave. */
  readonly list: (request: ListRequest) => Promise<RegistryPage | null>;
  /** All or nothing: an unknown VIN changes no line. */
  readonly withdraw: (withdrawal: Withdrawal) => Promise<WithdrawalOutcome>;
};
