import { inflateSync } from 'node:zlib';
import { compareWithPages } from '../domain/visible-facts.ts';
import { readTypesetText } from '../pdf/typeset-text.ts';
import type { DocumentMaker } from '../ports/document-maker.ts';
import { makeDocument } from './make-document.ts';

/**
 * Makes a document and holds what a person will see on its pages against its data: a verifier need not read the pages of
 * bytes that the registry knows. The bytes are our own, so a quick reader of what the typesetter writes reads them, and
 * refuses all else. Throws where pages and data differ, so that nothing of the kind is ever sealed.
 */
export const makeCheckedDocument: DocumentMaker['make'] = async (request) => {
  const unsealed = await makeDocument(request);
  const comparison = compareWithPages(request.content, readTypesetText(unsealed.pdf, inflate));
  if (!comparison.agrees) throw new Error(`the pages differ from the data: ${JSON.stringify(comparison)}`);
  return unsealed;
};

/** A plain array over the same bytes: parts of a Buffer cost more to make, and the reader makes thousands. */
function inflate(zlib: Uint8Array, most: number): Uint8Array {
  const { buffer, byteOffset, length } = inflateSync(zlib, { maxOutputLength: most });
  return new Uint8Array(buffer, byteOffset, length);
}
