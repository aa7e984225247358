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

/** Entries of the audit log are written in the transaction of the change, so that their order is that of the changes. */
type Entries = readonly AuditEntry[];

export type Replacement = {
  /** Id of an anchor of this install. */
  readonly former: string;
  readonly anchor: TrustAnchor;
  readonly at: IsoInstant;
};

/**
 * The trust list as its operator changes it. Each change is made whole or not at all, and every instance follows with its next
 * question. It gives the problem for which `judge` refused it, or null.
 */
export type TrustRegister = {
  /** Every anchor, TEST ones too, as it stands. Throws `trust-file-malformed`. */
  readonly all: () => Promise<readonly RegisteredAnchor[]>;
  /** The anchors of this install as they were added, whatever was suspended since. */
  readonly added: () => Promise<readonly TrustAnchor[]>;
  /** Puts anchors into this install's own list. Throws `trust-file-malformed` where there is one of such an id. */
  readonly add: (anchors: readonly TrustAnchor[], judge: JudgeChange, entries?: Entries) => Promise<Problem | null>;
  /**
   * Puts an anchor in the place of one of this install's own. The former one is kept under a name that is not loaded. What
   * suspended it suspends the new one. Throws `trust-file-malformed` where another has its id, or none the former.
   */
  readonly replace: (replacement: Replacement, judge: JudgeChange, entries?: Entries) => Promise<Problem | null>;
  /** Suspends or lifts a suspension that was made here; what an anchor itself suspends stays so. */
  readonly setSuspended: (
    target: SuspensionTarget,
    isSuspended: boolean,
    judge: JudgeChange,
    entries?: Entries,
  ) => Promise<Problem | null>;
};
