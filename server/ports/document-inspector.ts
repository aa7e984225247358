import type { InspectionAnswer } from '#core/validation/inspection.ts';
import type { ValidationContext } from '#core/validation/validation.ts';

/** Inspects hostile bytes where they can do no harm. A crash or a time-out comes back as `unreadable`, never as an exception. */
export type DocumentInspector = {
  readonly inspect: (pdf: Uint8Array, context: ValidationContext) => Promise<InspectionAnswer>;
};
