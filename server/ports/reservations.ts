import type { IsoInstant } from '#core/confirmation/calendar.ts';
import type { ConfirmationContent, RegisteredConfirmation } from '#core/confirmation/confirmation.ts';
import type { ActorRef } from '../model/access/actor.ts';

/** What is asked for before anything is typeset or signed. */
export type ReservationRequest = {
  readonly manufacturerId: string;
  /** Stands in the number: `ASC-<makerCode>-<year>-…`. */
  readonly makerCode: string;
  readonly year: number;
  readonly vins: readonly string[];
  /** Number of the confirmation whose VINs may be taken over, or null. */
  readonly supersedes: string | null;
  /** Unique per manufacturer where given. */
  readonly idempotencyKey: string | null;
  /** SHA-256 (lower-case hex) of the canonical request: the same key with another request is refused. */
  readonly requestHash: string;
  readonly by: ActorRef;
  readonly at: IsoInstant;
};

export type Reservation =
  | { readonly kind: 'reserved'; readonly number: string }
  /** The key was used for this very request before, and that confirmation is issued. */
  | { readonly kind: 'already-issued'; readonly confirmation: RegisteredConfirmation }
  /** The key's request is being issued by somebody else right now. */
  | { readonly kind: 'being-issued' }
  | { readonly kind: 'key-reused' }
  | { readonly kind: 'supersedes-unknown' }
  | { readonly kind: 'supersedes-not-live' }
  /** VINs that another confirmation holds: live, or being issued (`number` null then). */
  | {
      readonly kind: 'vins-taken';
      readonly taken: readonly { readonly vin: string; readonly number: string | null }[];
    };

/** What is stored before signing: the intent. */
export type IntentRecord = { readonly number: string; readonly content: ConfirmationContent; readonly at: IsoInstant };

/** What makes a reservation live. */
export type CompletionRecord = {
  readonly number: string;
  /** Of the sealed PDF, whose bytes are stored before (`DocumentFiles`). */
  readonly sha256: string;
  /** Id of the signing key that sealed it. */
  readonly keyId: string;
  /** Which version of the manufacturer's seal it bears. */
  readonly sealVersion: number;
  readonly by: ActorRef;
  readonly at: IsoInstant;
};

/** Why a reservation ends without a confirmation. `code`: of the refusal or fault, for the audit log. */
export type ReleaseRecord = {
  readonly number: string;
  readonly by: ActorRef;
  readonly at: IsoInstant;
  readonly code: string;
};

/**
 * Numbers and VINs on their way to being issued. Every call is one atomic, durable write:
 * reserve → intend → complete, or release. A number once reserved is never given out again. The audit log is told in the same
 * write: `issue-confirmation` is intended with the reservation, has succeeded when complete, has failed when released.
 * After a crash the reservations of dead processes are released by the adapter when it opens. A reservation is leased: see
 * `ReservationLeases`.
 */
export type Reservations = {
  readonly reserve: (request: ReservationRequest) => Promise<Reservation>;
  /** Stores what is about to be signed. Throws when the reservation is not this process's own or not open. */
  readonly intend: (intent: IntentRecord) => Promise<void>;
  /**
   * Names the sealed PDF, makes its lines live and supersedes the old confirmation's live lines, all at once. Throws unless the
   * intent is stored and open, and `replaced-withdrawn` where one of its vehicles was withdrawn from the old confirmation: it must
   * not come back into force by a replacement that was under way.
   */
  readonly complete: (completion: CompletionRecord) => Promise<void>;
  /**
   * Frees the VINs and the idempotency key; the number stays spent. Does nothing when already complete. Where the store
   * cannot be written now it settles all the same: the release is written as soon as it can be, and the lease ends at the latest.
   */
  readonly release: (release: ReleaseRecord) => Promise<void>;
};
