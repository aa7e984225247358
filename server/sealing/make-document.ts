import type { ConfirmationContent } from '#core/confirmation/confirmation.ts';
import { languagesOf } from '#core/confirmation/document-languages.ts';
import { PRINTED_WORDS } from '#core/confirmation/printed-words.ts';
import { NO_PROOFS, type UnsealedDocument } from '#core/pdf/additions/unsealed-document.ts';
import { linkAddress } from '#core/pdf/document/page-links.ts';
import type { MakeRequest } from '../ports/document-maker.ts';
import { flate } from './flate.ts';
import { placeSealField } from './seal-field/place-seal-field.ts';
import { drawSeal } from './typeset/draw-seal.ts';
import { typesetConfirmation } from './typeset/typeset-confirmation.ts';

/**
 * Typesets a confirmation and places its seal field: complete but for the signature. The only time in it is that of
 * issue, so the same request gives the same bytes. Throws when content and seal do not belong together.
 */
export async function makeDocument(request: MakeRequest): Promise<UnsealedDocument> {
  const { content, seal, signatureBytes, proofs = NO_PROOFS } = request;
  if (seal.nameZh !== content.manufacturer.nameZh) throw new Error('the seal is not of the manufacturer');
  if (seal.test !== content.test) throw new Error('a TEST seal belongs to TEST documents, and only there');
  const { pdf, seal: position, link } = typesetConfirmation(content);
  const field = {
    ...position,
    seal: drawSeal(seal),
    signatureBytes,
    proofs,
    signedAt: new Date(content.issuedAt),
    name: content.manufacturer.nameZh,
    reason: `售后维修服务确认书 After-sales Maintenance Service Confirmation ${content.number}`,
    contactInfo: content.verifyAt,
    link: { rect: link, address: linkAddress(content.verifyAt), altText: linkWords(content) },
    altText: `电子印章 Electronic seal: ${content.manufacturer.nameZh} ${content.manufacturer.nameEn}`,
  };
  return placeSealField(pdf, field, flate);
}

/** What the link says where it cannot be seen, in the languages of the document. */
function linkWords(content: ConfirmationContent): string {
  const words = languagesOf(content).map((language) => PRINTED_WORDS[language].checkAt);
  return `${words.join(' ')} ${content.verifyAt}`;
}
