import type { IsoDate } from '#core/confirmation/calendar.ts';
import type { TrustedManufacturer } from '#core/confirmation/evidence.ts';

/** An anchor that this install knows, and for whom it vouches. Known by its key, never by its name. */
export type TrustAnchor = {
  readonly id: string;
  /** DER of the CA certificate. */
  readonly certificate: Uint8Array;
  /** May be empty where the anchor vouches for time-stamp authorities. */
  readonly manufacturers: readonly TrustedManufacturer[];
  /** Whether it vouches for time-stamp authorities. */
  readonly timeStamping: boolean;
  /** `suspended`: known, so that its documents can be named as such, but relied on for nothing. */
  readonly status: 'active' | 'suspended';
  /** First and last day (Asia/Shanghai) on which the anchor is relied on; null for no bound. */
  readonly from: IsoDate | null;
  readonly until: IsoDate | null;
};

/** Whom this install trusts to vouch for whom. Suspended anchors are among them: `anchorStanding` says which count. */
export type TrustList = { readonly anchors: () => Promise<readonly TrustAnchor[]> };
