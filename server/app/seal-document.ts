import { buildSignedAttributes } from '../cms/build-signed-attributes.ts';
import { buildSignedData, signedDataSize } from '../cms/build-signed-data.ts';
import type { ConfirmationContent } from '../domain/confirmation.ts';
import { type Result, refuse, succeed } from '../domain/errors.ts';
import type { SealData } from '../domain/manufacturer.ts';
import { prepareSignature } from '../domain/prepared-signature.ts';
import type { UnsealedDocument } from '../domain/unsealed-document.ts';
import { embedSignature } from '../pdf/embed-signature.ts';
import { signedBytes } from '../pdf/signed-bytes.ts';
import { digest, hex } from '../pki/bytes.ts';
import { sealingDigest } from '../pki/sealing-algorithm.ts';
import type { DocumentMaker } from '../ports/document-maker.ts';
import type { SigningAlgorithm, SigningKey } from '../ports/signing-keys.ts';

/**
 * Makes the document, prepares the one thing the key may sign, signs it and puts the CMS into the file.
 * PAdES B-B (EN 319 142-1): the circulating file never changes after this. Refused with `document-not-faithful` where
 * the pages would not show the data, which the checks of the request should have found.
 */
export async function sealDocument(
  maker: DocumentMaker,
  content: ConfirmationContent,
  seal: SealData,
  key: SigningKey,
): Promise<Result<Uint8Array>> {
  const made = await maker.make({ content, seal, signatureBytes: signedDataSize(key) });
  if (made.kind === 'unfaithful') return refuse('document-not-faithful');
  const unsealed = made.document;
  const documentHash = await documentDigest(unsealed, key.algorithm);
  const signedAttributes = await buildSignedAttributes({ ...key, digest: documentHash });
  const prepared = prepareSignature({
    number: content.number,
    documentDigest: hex(documentHash),
    signedAttributes,
  });
  const signature = await key.sign(prepared);
  const cms = buildSignedData({ signedAttributes, signature, ...key });
  return succeed(embedSignature(unsealed, cms));
}

/** The digest that the algorithm asks for; the thread that made the document has computed SHA-256, which most do. */
async function documentDigest(unsealed: UnsealedDocument, algorithm: SigningAlgorithm): Promise<Uint8Array> {
  const name = sealingDigest(algorithm);
  return name === 'SHA-256' ? unsealed.digest : digest(name, signedBytes(unsealed.pdf, unsealed.byteRange));
}
