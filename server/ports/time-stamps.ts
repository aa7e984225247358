/** What came of asking for a time-stamp. */
export type Stamped =
  /** TimeStampToken (RFC 3161 §2.4.2) in DER: over that digest, of now, and sound. Who trusts its authority is asked elsewhere. */
  | { readonly kind: 'stamped'; readonly token: Uint8Array }
  /** No authority gave one that can be used. The detail is for the log. */
  | { readonly kind: 'unavailable'; readonly detail: string };

/** Time-stamp authorities. */
export type TimeStamps = {
  /** The most octets that a token may have: room for them is reserved before it is there. */
  readonly maxBytes: number;
  /** Certificates of the authority that will stamp next, in DER, its own first; empty where it is not known. */
  readonly certificates: () => Promise<readonly Uint8Array[]>;
  /** Stamps a SHA-256. */
  readonly stamp: (sha256: Uint8Array) => Promise<Stamped>;
};
