import { readDocument } from '../app/read-document.ts';
import type { DocumentEvidence } from '../domain/evidence.ts';

/** The job of a reading thread. */
export function readDocumentTask(job: {
  readonly pdf: Uint8Array;
  readonly readPages: boolean;
}): Promise<DocumentEvidence> {
  return readDocument(job.pdf, { readPages: job.readPages });
}
