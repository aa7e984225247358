import type { DocumentEvidence } from '../domain/evidence.ts';
import type { SignerJudgement, ValidationContext, ValidationData } from '../domain/validation.ts';

/** `readPages`: also read what a person sees (pdf.js), where a trusted signer answers for the bytes. */
export type ReadOptions = ValidationContext & { readonly readPages: boolean };

/** Reads hostile bytes where they can do no harm. A crash or a time-out comes back as evidence, never as an exception. */
export type DocumentReader = {
  readonly read: (pdf: Uint8Array, options: ReadOptions) => Promise<DocumentEvidence>;
  /** Judges the seal's signer again; null where there is none, and after a crash or a time-out. */
  readonly judge: (data: ValidationData, context: ValidationContext) => Promise<SignerJudgement | null>;
};
