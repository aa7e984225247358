import type { InspectionAnswer } from '#core/validation/inspection.ts';
import type { ValidationContext } from '#core/validation/validation.ts';
import type { JobSignal } from './job-signal.ts';

/**
 * Inspects hostile bytes where they can do no harm. A crash or a time-out comes back as `unreadable`, never as an exception.
 * `signal` is as for `DocumentReader`: one job with the readings that have the same one, given up when it is aborted.
 */
export type DocumentInspector = {
  readonly inspect: (pdf: Uint8Array, context: ValidationContext, signal?: JobSignal) => Promise<InspectionAnswer>;
  /** Judges the signers again by what was found since; the answer as it was where the judge gives none. */
  readonly judge: (
    answer: InspectionAnswer,
    context: ValidationContext,
    signal?: JobSignal,
  ) => Promise<InspectionAnswer>;
};
