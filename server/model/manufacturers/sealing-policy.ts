export const SEALING_LEVELS = ['B-B', 'B-T'] as const;
export const WITHOUT_PROOF = ['refuse', 'issue-b-b'] as const;

/** How the documents of a manufacturer are sealed. */
export type SealingPolicy = {
  /** PAdES baseline level (EN 319 142-1): `B-T` has a time-stamp, `B-B` has none. */
  readonly level: (typeof SEALING_LEVELS)[number];
  /** Whether what proves the signer, and the time-stamp authority, good lies inside the sealed file. */
  readonly embedRevocation: boolean;
  /** Where a proof cannot be had: issue nothing, or issue with those that can. */
  readonly withoutProof: (typeof WITHOUT_PROOF)[number];
};

/** Sealed once, for life, with all proofs. Whether a document may lack some, a missing authority's too, is said, never guessed. */
export function defaultSealingPolicy(withoutProof: SealingPolicy['withoutProof']): SealingPolicy {
  return { level: 'B-T', embedRevocation: true, withoutProof };
}
