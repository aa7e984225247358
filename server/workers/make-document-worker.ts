import { makeCheckedDocument } from '../app/make-checked-document.ts';
import type { MadeDocument, MakeRequest } from '../ports/document-maker.ts';

/** The job of a thread that makes documents. */
export function makeDocumentTask(request: MakeRequest): Promise<MadeDocument> {
  return makeCheckedDocument(request);
}
