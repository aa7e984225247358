import type { TrustedManufacturer } from '../domain/evidence.ts';

/** An anchor that this install trusts, and the manufacturers it vouches for. Known by its key, never by its name. */
export type TrustAnchor = {
  readonly id: string;
  /** DER of the CA certificate. */
  readonly certificate: Uint8Array;
  readonly manufacturers: readonly TrustedManufacturer[];
};

/** Whom this install trusts to vouch for whom. */
export type TrustList = { readonly anchors: () => Promise<readonly TrustAnchor[]> };
