import { makeCheckedDocument } from '../app/make-checked-document.ts';
import { prepareArchiveCopy } from '../app/prepare-archive-copy.ts';
import type { UnsealedDocument } from '../domain/unsealed-document.ts';
import type { ArchiveUpdate } from '../ports/archive-writer.ts';
import type { MadeDocument, MakeRequest } from '../ports/document-maker.ts';

/** The job of a thread that makes documents. */
export function makeDocumentTask(request: MakeRequest): Promise<MadeDocument> {
  return makeCheckedDocument(request);
}

/** Appends proofs to a file of our own: a job of the same threads. */
export function prepareArchiveTask(update: ArchiveUpdate): Promise<UnsealedDocument> {
  return prepareArchiveCopy(update);
}
