import type { IsoDate } from '#core/confirmation/calendar.ts';
import type { TrustedManufacturer } from '#core/confirmation/evidence.ts';
import type { IdentityConvention } from '#core/x509/identity/identity-convention.ts';

/** An anchor that this install knows, and for whom it vouches. Known by its key, never by its name. */
export type TrustAnchor = {
  readonly id: string;
  /** DER: of a CA, or of the one manufacturer itself where it is pinned. */
  readonly certificate: Uint8Array;
  /** Whether it is a manufacturer's own certificate, for which no CA answers here. Not where left out. */
  readonly pinned?: boolean;
  /** How the certificates under it name a company; as ours do (`ETSI_ORGANIZATION`) where left out. None is asked of what is pinned. */
  readonly identity?: IdentityConvention;
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
