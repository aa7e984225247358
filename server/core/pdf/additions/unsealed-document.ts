/** An unsigned document: complete but for the hex string of /Contents. */
export type UnsealedDocument = {
  /** The whole file, with /ByteRange filled in and /Contents all zeros. */
  readonly pdf: Uint8Array;
  /** [0, a, b, c] of ISO 32000-2 12.8.1, in bytes. */
  readonly byteRange: readonly [number, number, number, number];
  /** SHA-256 over the byte range. */
  readonly digest: Uint8Array;
};

/**
 * What proves that the signer and the time-stamp authority were good, to lie inside what is sealed: certificates, CRLs and
 * OCSPResponses in DER, each once.
 */
export type SealedProofs = {
  readonly certificates: readonly Uint8Array[];
  readonly crls: readonly Uint8Array[];
  readonly ocsps: readonly Uint8Array[];
};

export const NO_PROOFS: SealedProofs = { certificates: [], crls: [], ocsps: [] };
