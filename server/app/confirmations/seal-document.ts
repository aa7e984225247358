import { digest, hex } from '#core/bytes/bytes.ts';
import { buildSignedAttributes } from '#core/cms/build-signed-attributes.ts';
import { buildSignedData, signatureValue, signedDataSize } from '#core/cms/build-signed-data.ts';
import type { IsoInstant } from '#core/confirmation/calendar.ts';
import type { ConfirmationContent } from '#core/confirmation/confirmation.ts';
import { type Result, refuse, succeed } from '#core/confirmation/errors.ts';
import { embedSignature } from '#core/pdf/additions/embed-signature.ts';
import type { UnsealedDocument } from '#core/pdf/additions/unsealed-document.ts';
import { signedBytes } from '#core/pdf/document/signed-bytes.ts';
import { sealingDigest } from '#core/x509/sealing-algorithm.ts';
import type { SealingPolicy } from '../../model/manufacturers/sealing-policy.ts';
import { prepareSignature } from '../../model/sealing/prepared-signature.ts';
import type { SealInUse } from '../../model/seals/seal.ts';
import type { DocumentMaker } from '../../ports/document-maker.ts';
import type { SigningAlgorithm, SigningKey } from '../../ports/signing-keys.ts';
import type { TimeStamps } from '../../ports/time-stamps.ts';
import { type ProofDependencies, prepareProofs } from '../proofs/prepare-proofs.ts';
import { stampOctets } from '../proofs/stamp-octets.ts';

export type SealDocumentDependencies = ProofDependencies & { readonly maker: DocumentMaker };

export type SealRequest = {
  readonly content: ConfirmationContent;
  /** Of the manufacturer whose key it is: the key itself refuses any other. */
  readonly seal: SealInUse;
  readonly key: SigningKey;
  readonly policy: SealingPolicy;
  readonly at: IsoInstant;
};

export type SealedDocument = { readonly pdf: Uint8Array; readonly pages: number };

/**
 * Gathers the proofs, makes the document around them, prepares the one thing the key may sign, signs it, has the signature
 * stamped and puts the CMS into the file: PAdES B-T with its validation data inside (EN 319 142-1), or less where the
 * policy says so. The circulating file never changes after this. Refused with `document-not-faithful` where the pages
 * would not show the data, which the checks of the request should have found, and as `prepareProofs` does.
 */
export async function sealDocument(
  deps: SealDocumentDependencies,
  request: SealRequest,
): Promise<Result<SealedDocument>> {
  const { content, seal, key } = request;
  const prepared = await prepareProofs(deps, request);
  if (!prepared.ok) return prepared;
  const { proofs, timeStamps } = prepared.value;
  const signatureBytes = signedDataSize(key, { timestampBytes: timeStamps?.maxBytes ?? 0 });
  const made = await deps.maker.make({ content, seal: seal.face, signatureBytes, proofs });
  if (made.kind === 'unfaithful') return refuse('document-not-faithful');
  const signed = await sign(request, made.document);
  const certificates = [key.certificate, ...key.chain, ...proofs.certificates];
  const timeStamp = await stamp(deps, { ...request, timeStamps, signature: signed.signature, certificates });
  if (!timeStamp.ok) return timeStamp;
  const beside = timeStamp.value === null ? {} : { timeStamp: timeStamp.value };
  const pdf = embedSignature(made.document, buildSignedData({ ...signed, ...key, ...beside }));
  return succeed({ pdf, pages: made.pages });
}

async function sign({ content: { number }, seal: { manufacturerId }, key }: SealRequest, unsealed: UnsealedDocument) {
  const documentHash = await documentDigest(unsealed, key.algorithm);
  const signedAttributes = await buildSignedAttributes({ ...key, digest: documentHash });
  const prepared = prepareSignature({ number, manufacturerId, documentDigest: hex(documentHash), signedAttributes });
  return { signedAttributes, signature: signatureValue(await key.sign(prepared), key.algorithm) };
}

/** The digest that the algorithm asks for; the thread that made the document has computed SHA-256, which most do. */
async function documentDigest(unsealed: UnsealedDocument, algorithm: SigningAlgorithm): Promise<Uint8Array> {
  const name = sealingDigest(algorithm);
  return name === 'SHA-256' ? unsealed.digest : digest(name, signedBytes(unsealed.pdf, unsealed.byteRange));
}

type StampRequest = Pick<SealRequest, 'policy' | 'at'> & {
  readonly timeStamps: TimeStamps | null;
  readonly signature: Uint8Array;
  /** DER of those that the file will hold. */
  readonly certificates: readonly Uint8Array[];
};

/** The token for a signature value; null where there is none and need not be. */
async function stamp(
  { trustList }: SealDocumentDependencies,
  { timeStamps, signature, policy, at, certificates }: StampRequest,
): Promise<Result<Uint8Array | null>> {
  if (timeStamps === null) return succeed(null);
  const answer = await stampOctets({ timeStamps, trustList }, { octets: signature, at, certificates });
  if (answer.kind === 'stamped') return succeed(answer.token);
  return policy.withoutProof === 'refuse' ? refuse('time-stamp-unavailable', { detail: answer.detail }) : succeed(null);
}
