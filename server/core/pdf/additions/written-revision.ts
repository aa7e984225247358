/** A file as it was written. */
export type WrittenRevision = {
  readonly bytes: Uint8Array;
  /** Where the body of each object that was written starts, by number. */
  readonly bodies: ReadonlyMap<number, number>;
};
