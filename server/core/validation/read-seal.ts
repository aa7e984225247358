import { MalformedError } from '#core/asn1/malformed.ts';
import { embeddedRevocation } from '#core/cms/embedded-revocation.ts';
import { isAsBuilt, timeStampOf } from '#core/cms/is-as-built.ts';
import type { OpenedCms } from '#core/cms/open-cms.ts';
import type { EmbeddedRevocation } from '#core/cms/pdf-signature-evidence.ts';
import { type ReadSignedData, readSignedData } from '#core/cms/read-signed-data.ts';
import { isTokenAsBuilt } from '#core/cms/timestamp/is-token-as-built.ts';
import { type SignatureTimeStamps, signatureTimeStamps } from '#core/cms/timestamp/signature-time-stamps.ts';
import type { SignatureEvidence } from '#core/confirmation/evidence.ts';
import type { PdfSignature } from '#core/pdf/document/read-signed-document.ts';
import { signedBytes } from '#core/pdf/document/signed-bytes.ts';
import { isSoundEvidence } from './gather-validation-data.ts';
import type { SignerJudgement, ValidationContext } from './validation.ts';

/** A seal's CMS, read once: what it says, and what lies beside its signature. */
export type ReadSeal = ReadSignedData & {
  /** Null where the CMS cannot be taken apart so far. */
  readonly beside: BesideSeal | null;
};

/** Reads the CMS of a seal. `pdf`: the file that its byte range is of. Never throws for what is in the bytes. */
export async function readSeal(pdf: Uint8Array, seal: PdfSignature): Promise<ReadSeal> {
  const read = await readSignature(pdf, seal);
  return { ...read, beside: read.cms === null ? null : await besideSeal(read.cms) };
}

/** Digests only a byte range whose coverage is clear: any other would be a range of the forger's choice. */
async function readSignature(
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

async function besideSeal(cms: OpenedCms): Promise<BesideSeal | null> {
  try {
    const { tokens } = await signatureTimeStamps(cms);
    return { stamps: tokens, revocation: embeddedRevocation(cms), token: timeStampOf(cms) };
  } catch (fault) {
    if (fault instanceof MalformedError) return null;
    throw fault;
  }
}

export type Spelling = {
  readonly judgement: SignerJudgement | null;
  readonly context: ValidationContext;
  /** DER of what the file holds beside the CMS. */
  readonly certificates: readonly Uint8Array[];
};

/**
 * Where a trusted signer answers, the CMS must be the one spelling of itself, and a time-stamp in it sound. Chains are those
 * that the file brings along; anchors come last, so that whatever is trusted today shortens none.
 */
export async function withSpelling(
  { evidence: signature, cms, beside }: ReadSeal,
  { judgement, context, certificates }: Spelling,
): Promise<SignatureEvidence> {
  if (signature.kind !== 'read' || cms === null || judgement?.path == null) return signature;
  const anchors = context.anchors.map(({ certificate }) => certificate);
  const known = [...certificates, ...anchors];
  const asBuilt = await isAsBuilt(cms, known);
  const token = beside?.token ?? null;
  const sound = beside?.stamps.every(isSoundEvidence) ?? false;
  if (asBuilt && sound && (token === null || (await isTokenAsBuilt(token, [...signature.certificates, ...known]))))
    return signature;
  return { ...signature, problems: [...signature.problems, 'cms-not-as-built'] };
}
