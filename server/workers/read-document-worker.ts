import { readDocument } from '../app/read-document.ts';
import type { DocumentEvidence } from '../domain/evidence.ts';
import type { ReadOptions } from '../ports/document-reader.ts';

export type ReadJob = { readonly pdf: Uint8Array; readonly options: ReadOptions };

/** The job of a reading thread. */
export function readDocumentTask({ pdf, options }: ReadJob): Promise<DocumentEvidence> {
  return readDocument(pdf, options);
}
