/** One list or OCSP answer that was fetched, as its address gave it. */
export type RevocationAnswer = {
  /** Lower-case hex SHA-256 of what was asked and whom. */
  readonly key: string;
  readonly octets: Uint8Array;
  /** Until when it need not be fetched again, in ms since the epoch. */
  readonly freshUntil: number;
};

/** Longest answer that is kept, in bytes: what fits into one document of every store. */
export const MAX_ANSWER_BYTES = 15 * 1024 * 1024;

/**
 * What was fetched of the revocation of certificates, for all instances. Only a cache: losing it costs a download, and nothing
 * in it is trusted. Throws where the store cannot be asked.
 */
export type RevocationAnswers = {
  /** The one under that key, where it is fresh for longer than until `after` (ms since the epoch); else null. */
  readonly find: (key: string, after: number) => Promise<RevocationAnswer | null>;
  /**
   * Keeps it in the place of what was there, and removes those others that end first until all together are at most `most` bytes
   * long. Throws `StoreConflict` `record-not-valid` above `MAX_ANSWER_BYTES`.
   */
  readonly put: (answer: RevocationAnswer, most: number) => Promise<void>;
};
