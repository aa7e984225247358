import { MalformedError } from '#core/asn1/malformed.ts';
import { type EmbeddedRevocation, embeddedRevocation } from '#core/cms/embedded-revocation.ts';
import { isAsBuilt, timeStampOf } from '#core/cms/is-as-built.ts';
import type { OpenedCms } from '#core/cms/open-cms.ts';
import { type ReadSignedData, readSignedData } from '#core/cms/read-signed-data.ts';
import { isTokenAsBuilt } from '#core/cms/timestamp/is-token-as-built.ts';
import { type SignatureTimeStamps, signatureTimeStamps } from '#core/cms/timestamp/signature-time-stamps.ts';
import type { SignatureEvidence } from '#core/confirmation/evidence.ts';
import type { PdfSignature } from '#core/pdf/document/read-signed-document.ts';
import { signedBytes } from '#core/pdf/document/signed-bytes.ts';
import { isSoundEvidence } from './gather-validation-data.ts';
import type { SignerJudgement, ValidationContext } from './validation.ts';

/** Digests only a byte range whose coverage is clear: any other would be a range of the forger's choice. */
export async function readSignature(
  pdf: Uint8Array,
  { cms, byteRange, coverage, subFilter }: PdfSignature,
): Promise<ReadSignedData> {
  if (cms === null || byteRange === null || coverage === 'unclear')
    return { evidence: { kind: 'unreadable', detail: 'byte-range-unclear' }, cms: null };
  const signed = signedBytes(pdf, byteRange);
  const digestOf = async (algorithm: string) => new Uint8Array(await crypto.subtle.digest(algorithm, signed));
  return readSignedData(cms, digestOf, { subFilter });
}

/** What lies in the seal's CMS beside its signature: unsigned, or of no interest to its own validity. */
export type BesideSeal = {
  readonly stamps: SignatureTimeStamps['tokens'];
  readonly revocation: EmbeddedRevocation;
  /** DER of the one token; null for none. */
  readonly token: Uint8Array | null;
};

/** Null where the CMS cannot be taken apart so far. */
export async function besideSeal(cms: OpenedCms): Promise<BesideSeal | null> {
  try {
    const { tokens } = await signatureTimeStamps(cms);
    return { stamps: tokens, revocation: embeddedRevocation(cms), token: timeStampOf(cms) };
  } catch (fault) {
    if (fault instanceof MalformedError) return null;
    throw fault;
  }
}

export type Spelling = {
  /** Null where it could not be taken apart. */
  readonly cms: OpenedCms | null;
  readonly beside: BesideSeal | null;
  readonly judgement: SignerJudgement | null;
  readonly context: ValidationContext;
};

/** Where a trusted signer answers, the CMS must be the one spelling of itself, and a time-stamp in it sound. */
export async function withSpelling(
  signature: SignatureEvidence,
  { cms, beside, judgement, context }: Spelling,
): Promise<SignatureEvidence> {
  if (signature.kind !== 'read' || cms === null || judgement?.path == null) return signature;
  const asBuilt = await isAsBuilt(cms, judgement.path.certificates);
  const anchors = context.anchors.map(({ certificate }) => certificate);
  const token = beside?.token ?? null;
  const sound = beside?.stamps.every(isSoundEvidence) ?? false;
  if (asBuilt && sound && (token === null || (await isTokenAsBuilt(token, anchors)))) return signature;
  return { ...signature, problems: [...signature.problems, 'cms-not-as-built'] };
}
