import type { IsoInstant } from '#core/confirmation/calendar.ts';
import type { Problem } from '#core/confirmation/errors.ts';
import type { AuditEntry } from '../model/access/audit-entry.ts';
import type { TrustAnchor } from './trust-list.ts';

/** An anchor as the operator sees it: `shipped` with vinseal, or added to this install. */
export type RegisteredAnchor = TrustAnchor & {
  readonly origin: 'shipped' | 'install';
  /** The path of a shipped file; null for an anchor of this install, which stands in its store. */
  readonly file: string | null;
};

/** What can be suspended: a whole anchor, or one of its manufacturers by code. */
export type SuspensionTarget = { readonly anchor: string; readonly manufacturer: string | null };

/**
 * Why a change is not to be made to the list as it stands, or null. Asked when nobody else can change the list any more, and
 * perhaps again: it must only compute.
 */
export type JudgeChange = (listed: readonly RegisteredAnchor[]) => Problem | null;

/** One change of the trust list. Suspensions are those that were made here; what an anchor itself suspends stays so. */
export type TrustChange =
  /** Puts anchors into this install's own list. Throws `trust-file-malformed` where there is one of such an id. */
  | { readonly kind: 'add'; readonly anchors: readonly TrustAnchor[] }
  /**
   * Puts an anchor in the place of `former`, one of this install's own, which is kept under a name that is not loaded. What
   * suspended it suspends the new one. Throws `trust-file-malformed` where another has its id, or none the former.
   */
  | { readonly kind: 'replace'; readonly former: string; readonly anchor: TrustAnchor; readonly at: IsoInstant }
  | { readonly kind: 'suspend' | 'resume'; readonly target: SuspensionTarget };

/** What is written in the transaction of a change. */
export type WithChange = {
  /** Of the audit log: their order is that of the changes. */
  readonly entries?: readonly AuditEntry[];
  /** The proposal that ends with it; the change is refused with `trust-proposal-unknown` where it does not wait any more. */
  readonly settles?: string;
};

/**
 * The trust list as its operator changes it. Each change is made whole or not at all, and every instance follows with its next
 * question.
 */
export type TrustRegister = {
  /** Every anchor, TEST ones too, as it stands. Throws `trust-file-malformed`. */
  readonly all: () => Promise<readonly RegisteredAnchor[]>;
  /** The anchors of this install as they were added, whatever was suspended since. */
  readonly added: () => Promise<readonly TrustAnchor[]>;
  /** The list as it would stand after a change that nobody judges. Throws what `change` throws. */
  readonly foresee: (change: TrustChange) => Promise<readonly RegisteredAnchor[]>;
  /** Gives the problem for which it was refused, or null. */
  readonly change: (change: TrustChange, judge: JudgeChange, along?: WithChange) => Promise<Problem | null>;
};
