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

/**
 * Sealed once, for life: with all proofs. Where there is no authority that stamps, nothing is issued, or as B-B where the
 * operator has said so: a level that nobody asked for is never chosen silently.
 */
export function defaultSealingPolicy(
  hasAuthority: boolean,
  withoutProof: SealingPolicy['withoutProof'],
): SealingPolicy {
  const isComplete = hasAuthority || withoutProof === 'refuse';
  return { level: isComplete ? 'B-T' : 'B-B', embedRevocation: isComplete, withoutProof };
}
