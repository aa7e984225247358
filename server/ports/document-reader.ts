import type { IsoInstant } from '../domain/calendar.ts';
import type { DocumentEvidence } from '../domain/evidence.ts';

export type ReadOptions = {
  /** Also read what a person sees (pdf.js), where a trusted signer answers for the bytes. */
  readonly readPages: boolean;
  /** DER of the CAs to look for a chain to. */
  readonly anchors: readonly Uint8Array[];
  /** When their chain must hold. */
  readonly at: IsoInstant;
};

/** Reads hostile bytes where they can do no harm. A crash or a time-out comes back as `undecided` evidence, never as an exception. */
export type DocumentReader = {
  readonly read: (pdf: Uint8Array, options: ReadOptions) => Promise<DocumentEvidence>;
};
