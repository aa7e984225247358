import type { IsoInstant } from '#core/confirmation/calendar.ts';
import type { TrustAnchor } from './trust-list.ts';

/** An anchor as the operator sees it: `shipped` with vinseal, or added to this install. */
export type RegisteredAnchor = TrustAnchor & {
  readonly origin: 'shipped' | 'install';
  /** Where it stands: the path of its file. */
  readonly file: string;
};

/** What can be suspended: a whole anchor, or one of its manufacturers by code. */
export type SuspensionTarget = { readonly anchor: string; readonly manufacturer: string | null };

/** The trust list as its operator changes it. A running service takes every change up by itself. */
export type TrustRegister = {
  /** Every anchor, TEST ones too, as it stands. Throws `trust-file-malformed`. */
  readonly all: () => readonly RegisteredAnchor[];
  /** Puts an anchor into this install's own list, durably. Throws `trust-file-malformed` where there is one of that id. */
  readonly add: (anchor: TrustAnchor) => void;
  /**
   * Puts an anchor in the place of one of this install's own, so that a reader, and a crash at any point, finds the one or
   * the other. The former file is kept beside it under a name that is not loaded. What suspended the former suspends the
   * new one. Throws `trust-file-malformed` where another has its id.
   */
  readonly replace: (former: RegisteredAnchor, anchor: TrustAnchor, at: IsoInstant) => void;
  /** Suspends or lifts a suspension that was made here; what an anchor's own file suspends stays so. */
  readonly setSuspended: (target: SuspensionTarget, isSuspended: boolean) => void;
};
