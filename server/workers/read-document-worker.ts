import { inspectDocument } from '../app/inspect-document.ts';
import { readDocument } from '../app/read-document.ts';
import type { DocumentEvidence } from '../domain/evidence.ts';
import type { Inspection } from '../domain/inspection.ts';

/** The job of a reading thread. */
export function readDocumentTask(job: {
  readonly pdf: Uint8Array;
  readonly readPages: boolean;
}): Promise<DocumentEvidence> {
  return readDocument(job.pdf, { readPages: job.readPages });
}

/** Inspects a PDF, whoever made it: a job of the same threads. */
export function inspectDocumentTask(job: { readonly pdf: Uint8Array }): Promise<Inspection> {
  return inspectDocument(job.pdf);
}
