import type { Inspection } from '#core/validation/inspection.ts';
import type { RevocationSubject, ValidationContext } from '#core/validation/validation.ts';

export type InspectionAnswer = {
  readonly inspection: Inspection;
  /** The certificates on the signers' paths to the anchors, whose revocation may be asked elsewhere; each once. */
  readonly subjects: readonly RevocationSubject[];
};

/**
 * Inspects hostile bytes where they can do no harm. A crash or a time-out comes back as `unreadable`, never as an exception.
 * `signal` is as for `DocumentReader`: one job with the readings that have the same one, given up when it is aborted.
 */
export type DocumentInspector = {
  readonly inspect: (pdf: Uint8Array, context: ValidationContext, signal?: AbortSignal) => Promise<InspectionAnswer>;
};
