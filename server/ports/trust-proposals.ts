import type { IsoInstant } from '#core/confirmation/calendar.ts';
import type { Problem } from '#core/confirmation/errors.ts';
import type { ActorRef } from '../model/access/actor.ts';
import type { AuditEntry } from '../model/access/audit-entry.ts';
import type { TrustAnchor } from './trust-list.ts';
import type { RegisteredAnchor, SuspensionTarget } from './trust-register.ts';

/** A change by which more is trusted than before. */
export type ProposedTrust =
  /** `replaces`: the id of an anchor of this install in whose place it is put; null for one more. */
  | { readonly kind: 'add'; readonly anchor: TrustAnchor; readonly replaces: string | null }
  | { readonly kind: 'resume'; readonly target: SuspensionTarget };

/** What one person proposed, for another one to approve. It never changes: it waits, or it is gone. */
export type TrustProposal = {
  readonly id: string;
  readonly change: ProposedTrust;
  readonly reason: string;
  /** The hash of the trust list that it was judged by (`app/trust/hash-of-trust.ts`). */
  readonly listed: string;
  readonly proposedBy: ActorRef;
  readonly proposedAt: IsoInstant;
};

/** Proposals, beside the trust list and changed in one transaction with it (`WithChange`). */
export type TrustProposals = {
  /** Those that wait, in the order in which they came. */
  readonly all: () => Promise<readonly TrustProposal[]>;
  /**
   * Enters one, where `judge` finds nothing against it by list and proposals as they stand; those that are over (`PROPOSAL_DAYS`) are removed with it.
   * Gives the problem for which it was refused, or null.
   */
  readonly propose: (
    proposal: TrustProposal,
    judge: (listed: readonly RegisteredAnchor[], waiting: readonly TrustProposal[]) => Problem | null,
    entries: readonly AuditEntry[],
  ) => Promise<Problem | null>;
  /** Gives whether it waited. */
  readonly remove: (id: string, entries: readonly AuditEntry[]) => Promise<boolean>;
};
