import { makeCheckedDocument } from '../app/make-checked-document.ts';
import type { UnsealedDocument } from '../domain/unsealed-document.ts';
import type { MakeRequest } from '../ports/document-maker.ts';

/** The job of a thread that makes documents. */
export function makeDocumentTask(request: MakeRequest): Promise<UnsealedDocument> {
  return makeCheckedDocument(request);
}
