import type { DocumentEvidence, LostReading, PageTextEvidence } from '#core/confirmation/evidence.ts';
import type {
  ReadingContext,
  SignerJudgement,
  ValidationContext,
  ValidationData,
} from '#core/validation/validation.ts';
import type { JobSignal } from './job-signal.ts';

/**
 * Reads hostile bytes where they can do no harm. A crash or a time-out comes back as evidence, never as an exception.
 * Whatever is asked with one `signal` is one job: it has the time of one reading for all of it, and ends when the signal
 * is aborted, in the queue and at work. Only then does a method reject, with the reason of the signal.
 */
export type DocumentReader = {
  /** Everything that the bytes say by themselves, but for what a person sees. */
  readonly read: (pdf: Uint8Array, context: ReadingContext, signal?: JobSignal) => Promise<DocumentEvidence>;
  /**
   * What a person sees on the pages, as pdf.js reads them: only for bytes that an intact signature of a trusted signer
   * answers for, since others could be made to exhaust it.
   */
  readonly readPages: (pdf: Uint8Array, signal?: JobSignal) => Promise<PageTextEvidence | LostReading>;
  /** Judges the seal's signer again; null where there is none, and after a crash or a time-out. */
  readonly judge: (
    data: ValidationData,
    context: ValidationContext,
    signal?: JobSignal,
  ) => Promise<SignerJudgement | null>;
};
