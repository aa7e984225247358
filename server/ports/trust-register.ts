import type { TrustAnchor } from './trust-list.ts';

/** An anchor as the operator sees it: `shipped` with vinseal, or added to this install. */
export type RegisteredAnchor = TrustAnchor & { readonly origin: 'shipped' | 'install' };

/** What can be suspended: a whole anchor, or one of its manufacturers by code. */
export type SuspensionTarget = { readonly anchor: string; readonly manufacturer: string | null };

/** The trust list as its operator changes it. A running service takes every change up by itself. */
export type TrustRegister = {
  /** Every anchor, TEST ones too, as it stands. Throws `trust-file-malformed`. */
  readonly all: () => readonly RegisteredAnchor[];
  /** Puts an anchor into this install's own list, durably. Throws `trust-file-malformed` where there is one of that id. */
  readonly add: (anchor: TrustAnchor) => void;
  /** Suspends or lifts a suspension that was made here; what an anchor's own file suspends stays so. */
  readonly setSuspended: (target: SuspensionTarget, isSuspended: boolean) => void;
};
