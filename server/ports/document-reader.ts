import type { DocumentEvidence } from '../domain/evidence.ts';

/** Reads hostile bytes where they can do no harm. A crash or a time-out comes back as `undecided` evidence, never as an exception. */
export type DocumentReader = {
  /** `readPages`: also read what a person sees (pdf.js). */
  readonly read: (pdf: Uint8Array, options: { readonly readPages: boolean }) => Promise<DocumentEvidence>;
};
