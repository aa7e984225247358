import type { SealedProofs, UnsealedDocument } from '#core/pdf/additions/unsealed-document.ts';

export type ArchiveUpdate = {
  /** The sealed file, or its archive copy so far. */
  readonly pdf: Uint8Array;
  readonly proofs: SealedProofs;
  /** Bytes to reserve for the time-stamp token. */
  readonly tokenBytes: number;
};

/** Appends proofs, and a document time-stamp that waits for its token, to a file of our own. Off the event loop. */
export type ArchiveWriter = {
  /** Throws when the file cannot be read: it was before, so that is a fault. */
  readonly prepare: (update: ArchiveUpdate) => Promise<UnsealedDocument>;
};
