import { MalformedError } from '#core/asn1/malformed.ts';
import { anyDigest } from '#core/bytes/any-digest.ts';
import { areProofsLinked } from '#core/cms/linked-proofs.ts';
import { unreadable } from '#core/cms/open-cms.ts';
import type { PdfSignatureEvidence } from '#core/cms/pdf-signature-evidence.ts';
import { readSignedDataStructure } from '#core/cms/signed-data.ts';
import { isCanonicalToken } from '#core/cms/timestamp/canonical-token.ts';
import { isTokenAsBuilt } from '#core/cms/timestamp/is-token-as-built.ts';
import { readTimeStampToken } from '#core/cms/timestamp/time-stamp-token.ts';
import { type ArchiveStep, archiveSteps, isRebuiltAs } from '#core/pdf/additions/rebuild-archive-copy.ts';
import { isTimeStamp, type PdfSignature } from '#core/pdf/document/read-signed-document.ts';
import { readSecurityStore, type SecurityStoreAddition } from '#core/pdf/document/security-store.ts';
import { signedBytes } from '#core/pdf/document/signed-bytes.ts';
import type { PdfFile } from '#core/pdf/syntax/open-pdf.ts';
import { factsOf, isSoundEvidence } from './gather-validation-data.ts';

/** A document time-stamp that was added, read. */
export type AddedStamp = { readonly field: PdfSignature; readonly evidence: PdfSignatureEvidence };

/** What came after the seal. */
export type Additions = {
  /** Whether the whole file is, octet for octet, an archive copy as this product writes it. */
  readonly isExact: boolean;
  readonly stamps: readonly AddedStamp[];
  readonly store: readonly SecurityStoreAddition[];
};

type Question = {
  /** The whole file. */
  readonly file: PdfFile;
  readonly signatures: readonly PdfSignature[];
  /** The file as it was sealed, and the seal in it. */
  readonly sealed: PdfFile;
  readonly seal: PdfSignature;
  /** DER of the certificates in the seal's CMS, those of its time-stamp among them. */
  readonly certificates: readonly Uint8Array[];
};

/**
 * Reads what follows a seal, and says whether it is nothing but an archive copy: from the proofs and tokens that are found
 * it is written anew and compared. Each token is sound and has one spelling, and each proof belongs to somebody who signed
 * or stamped. The bytes alone are asked: no anchor, no clock, no registry. Nothing that this product would not have
 * written is exact, whoever wrote it.
 * @throws PdfReadError `file-malformed` or `limit-exceeded`
 */
export async function judgeAdditions(question: Question): Promise<Additions> {
  const { file, signatures } = question;
  const store = readSecurityStore(file);
  const certificates = store.flatMap((addition) => addition.certificates);
  const fields = signatures.filter(isTimeStamp);
  const stamps = await Promise.all(fields.map((field) => readStamp(file.bytes, field, certificates)));
  return { isExact: await isArchiveCopy(question, stamps, store), stamps, store };
}

async function isArchiveCopy(
  { file, signatures, sealed, seal, certificates }: Question,
  stamps: readonly AddedStamp[],
  store: readonly SecurityStoreAddition[],
): Promise<boolean> {
  const revision = seal.revision ?? 0;
  if (stamps.length === 0 || stamps.length !== signatures.length - 1) return false;
  if (!stamps.every(({ field, evidence }) => (field.revision ?? 0) > revision && isSoundEvidence(evidence)))
    return false;
  const tokens = stamps.map((stamp) => ({ ...stamp, token: withoutPadding(stamp.field.cms) }));
  const steps = archiveSteps(tokens, store, revision);
  if (!(await isRebuiltAs(file.bytes, sealed, steps))) return false;
  const inSealed = store.filter((addition) => addition.revision <= revision).flatMap((one) => one.certificates);
  return areStepsLinked(steps, stamps, [...certificates, ...inSealed]);
}

/** Each step by what the file holds up to its time-stamp, that included. */
async function areStepsLinked(
  steps: readonly ArchiveStep[],
  stamps: readonly AddedStamp[],
  before: readonly Uint8Array[],
): Promise<boolean> {
  const holders = [...before];
  for (const { proofs, field, token } of steps) {
    const evidence = stamps.find((stamp) => stamp.field === field)?.evidence;
    const own = (evidence && factsOf(evidence)?.certificates) ?? [];
    if (!(await areProofsLinked(proofs, [...holders, ...own]))) return false;
    holders.push(...proofs.certificates);
    if (!isCanonicalToken(token) || !(await isTokenAsBuilt(token, holders))) return false;
    holders.push(...own);
  }
  return true;
}

/** What follows the token is zeros: anything else makes the time-stamp unsound. */
function withoutPadding(cms: Uint8Array | null): Uint8Array {
  try {
    const token = readSignedDataStructure(cms ?? new Uint8Array());
    return 'problem' in token || cms === null ? new Uint8Array() : cms.subarray(0, token.length);
  } catch (fault) {
    if (fault instanceof MalformedError) return new Uint8Array();
    throw fault;
  }
}

async function readStamp(
  bytes: Uint8Array,
  field: PdfSignature,
  certificates: readonly Uint8Array[],
): Promise<AddedStamp> {
  const { cms, byteRange, coverage } = field;
  if (cms === null || byteRange === null || coverage === 'unclear') {
    return { field, evidence: unreadable('byte-range-unclear') };
  }
  const signed = signedBytes(bytes, byteRange);
  return { field, evidence: await readTimeStampToken(cms, (name) => anyDigest(name, signed), certificates) };
}
