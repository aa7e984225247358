import type { ConfirmationContent } from '#core/confirmation/confirmation.ts';
import { languagesOf } from '#core/confirmation/document-languages.ts';
import { compareWithPages } from '#core/confirmation/visible-facts.ts';
import { PdfReadError } from '#core/pdf/syntax/read-error.ts';
import type { DocumentMaker } from '../ports/document-maker.ts';
import { flate } from './flate.ts';
import { makeDocument } from './make-document.ts';
import { readTypesetText } from './typeset-text/typeset-text.ts';

/**
 * Makes a document and holds what a person will see on its pages against its data: a verifier need not read the pages of
 * bytes that the registry knows. The bytes are our own, so a quick reader of what the typesetter writes reads them, and
 * refuses all else. A document that would not show its data is `unfaithful`, so that nothing of the kind is ever sealed.
 */
export const makeCheckedDocument: DocumentMaker['make'] = async (request) => {
  const document = await makeDocument(request);
  try {
    const pages = readTypesetText(document.pdf, flate.inflate);
    const comparison = compareWithPages(asPrintedToday(request.content), pages);
    return comparison.agrees
      ? { kind: 'made', document, pages: pages.length }
      : { kind: 'unfaithful', detail: JSON.stringify(comparison) };
  } catch (fault) {
    if (fault instanceof PdfReadError) return { kind: 'unfaithful', detail: `${fault.code}: ${fault.message}` };
    throw fault;
  }
};

/** Naming its languages: what is printed now is held to all of it. */
function asPrintedToday(content: ConfirmationContent): ConfirmationContent {
  return { ...content, languages: languagesOf(content) };
}
