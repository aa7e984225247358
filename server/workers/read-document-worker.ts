import { inspectDocument } from '../app/inspect-document.ts';
import { readDocument } from '../app/read-document.ts';
import type { DocumentEvidence } from '../domain/evidence.ts';
import type { Inspection } from '../domain/inspection.ts';
import type { ReadOptions } from '../ports/document-reader.ts';

export type ReadJob = { readonly pdf: Uint8Array; readonly options: ReadOptions };

export type InspectJob = { readonly pdf: Uint8Array };

/** The job of a reading thread. */
export function readDocumentTask({ pdf, options }: ReadJob): Promise<DocumentEvidence> {
  return readDocument(pdf, options);
}

/** Inspects a PDF, whoever made it: a job of the same threads. */
export function inspectDocumentTask({ pdf }: InspectJob): Promise<Inspection> {
  return inspectDocument(pdf);
}
