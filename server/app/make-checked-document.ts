import { compareWithPages } from '../domain/visible-facts.ts';
import { readPageText } from '../pdf/page-text.ts';
import type { DocumentMaker } from '../ports/document-maker.ts';
import { makeDocument } from './make-document.ts';

/**
 * Makes a document and holds what a person will see on its pages against its data: a verifier need not read the pages of
 * bytes that the registry knows. Throws where they differ, so that nothing of the kind is ever sealed.
 */
export const makeCheckedDocument: DocumentMaker['make'] = async (request) => {
  const unsealed = await makeDocument(request);
  const comparison = compareWithPages(request.content, await readPageText(unsealed.pdf));
  if (!comparison.agrees) throw new Error(`the pages differ from the data: ${JSON.stringify(comparison)}`);
  return unsealed;
};
