import type { IsoInstant } from '#core/confirmation/calendar.ts';
import type {
  ConfirmationStatus,
  ConfirmationSummary,
  RegisteredConfirmation,
  WithdrawalReason,
} from '#core/confirmation/confirmation.ts';
import type { ActorRef } from '../model/access/actor.ts';

/**
 * A page of confirmations, newest first. `damaged`: numbers of this page whose records cannot be read; they are in no other place.
 * A page may hold fewer than was asked for, also none, although others follow: what a store looks at for one page is bounded,
 * and a filter may fit few. The list ends where `nextCursor` is null.
 */
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

/** Which confirmations a list holds: those that every filter fits. Null asks for nothing. Texts are compared octet by octet. */
export type ListFilters = {
  /** Issued by the manufacturer of this id. */
  readonly manufacturerId: string | null;
  /** The status of the whole, as `confirmationStatus` tells it of the lines as they stand now. */
  readonly status: ConfirmationStatus | null;
  /** At least one line is for this country (ISO 3166-1 alpha-2, upper case), however that line stands. */
  readonly destination: string | null;
  /** A line is for this whole VIN, however that line stands: the history of a vehicle. */
  readonly vin: string | null;
  /** The exporter's credit code, as the content has it. */
  readonly exporterUscc: string | null;
  /** Issued at this instant or later; compared as instants, not as texts. */
  readonly issuedFrom: IsoInstant | null;
  /** Issued before this instant. */
  readonly issuedBefore: IsoInstant | null;
  /** The number begins with this text. */
  readonly numberPrefix: string | null;
};

/** Asks for every confirmation. */
export const NO_FILTERS: ListFilters = {
  manufacturerId: null,
  status: null,
  destination: null,
  vin: null,
  exporterUscc: null,
  issuedFrom: null,
  issuedBefore: null,
  numberPrefix: null,
};

export type ListRequest = ListFilters & {
  readonly limit: number;
  /** As a former page gave it, for the same filters; null for the first page. */
  readonly cursor: string | null;
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
