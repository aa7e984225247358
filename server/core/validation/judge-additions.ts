import { anyDigest } from '#core/bytes/any-digest.ts';
import { unreadable } from '#core/cms/open-cms.ts';
import type { PdfSignatureEvidence } from '#core/cms/pdf-signature-evidence.ts';
import { readSignedDataStructure } from '#core/cms/signed-data.ts';
import { isTokenAsBuilt } from '#core/cms/timestamp/is-token-as-built.ts';
import { readTimeStampToken } from '#core/cms/timestamp/time-stamp-token.ts';
import { isTimeStamp, type PdfSignature } from '#core/pdf/document/read-signed-document.ts';
import {
  readSecurityStore,
  type SecurityStoreAddition,
  validationInformation,
  writesSecurityStore,
} from '#core/pdf/document/security-store.ts';
import { signedBytes } from '#core/pdf/document/signed-bytes.ts';
import { judgeChanges } from '#core/pdf/revisions/judge-changes.ts';
import type { PdfFile } from '#core/pdf/syntax/open-pdf.ts';
import { isSoundEvidence } from './gather-validation-data.ts';
import { hiddenFromSome } from './signature-history.ts';

/** A document time-stamp that was added, read. */
export type AddedStamp = { readonly field: PdfSignature; readonly evidence: PdfSignatureEvidence };

/** What came after the seal: nothing but proofs, or something that a sealed document does not bear. */
export type Additions =
  | {
      readonly kind: 'proofs';
      /** Length of the sealed file in bytes. */
      readonly sealedBytes: number;
      readonly stamps: readonly AddedStamp[];
      readonly store: readonly SecurityStoreAddition[];
    }
  | { readonly kind: 'others' };

const OTHERS: Additions = { kind: 'others' };

/**
 * Judges the revisions after a seal: each brings validation data (DSS) or a document time-stamp, or repeats data before a
 * time-stamp, and nothing beside what those need. Every time-stamp among them is over the whole of its revision,
 * intact and valid; whether its authority is trusted is another question. Anybody may add them: they change nothing. No
 * tool writes one hex string in both cases: where letters differ, somebody changed them since; and a token has one
 * spelling, so that nothing hides in it.
 * @param anchors DER of those that may stand above what the time-stamps bring along
 * @throws PdfReadError `file-malformed` or `limit-exceeded`
 */
export async function judgeAdditions(
  file: PdfFile,
  seal: PdfSignature,
  signatures: readonly PdfSignature[],
  anchors: readonly Uint8Array[],
): Promise<Additions> {
  const { revision, byteRange, coverage } = seal;
  if (revision === null || byteRange === null || coverage !== 'entire-revision') return OTHERS;
  const fields = signatures.filter((field) => field !== seal);
  if (fields.some((field) => !isTimeStamp(field) || (field.revision ?? 0) <= revision)) return OTHERS;
  if (fields.some(({ contentsCase }) => contentsCase === 'mixed')) return OTHERS;
  if (hiddenFromSome(file).length > 0) return OTHERS;
  const { bySignature, changes } = judgeChanges(file, signatures);
  if (bySignature[signatures.indexOf(seal)]?.changes !== 'allowed' || changes.length > 0) return OTHERS;
  const store = readSecurityStore(file);
  const bringing = new Set([...store, ...fields].map((one) => one.revision));
  const lastStamp = Math.max(0, ...fields.map((field) => field.revision ?? 0));
  for (let later = revision + 1; later < file.revisions.length; later += 1) {
    const isRepeated = later < lastStamp && writesSecurityStore(file, later);
    if (!bringing.has(later) && !isRepeated && !bringsInformation(file, later)) return OTHERS;
  }
  const certificates = store.flatMap((addition) => addition.certificates);
  const stamps = await Promise.all(fields.map((field) => readStamp(file.bytes, field, certificates)));
  if (stamps.some(({ evidence }) => !isSoundEvidence(evidence))) return OTHERS;
  const spelled = await Promise.all(fields.map(({ cms }) => isTokenAsBuilt(withoutPadding(cms), anchors)));
  if (!spelled.every(Boolean)) return OTHERS;
  return { kind: 'proofs', sealedBytes: byteRange[2] + byteRange[3], stamps, store };
}

/** Whether a revision says anew which validation data belong to a signature: they may all have been there before. */
function bringsInformation(file: PdfFile, revision: number): boolean {
  return validationInformation(file, revision).difference(validationInformation(file, revision - 1)).size > 0;
}

/** What follows the token is zeros: anything else makes the time-stamp unsound. */
function withoutPadding(cms: Uint8Array | null): Uint8Array {
  const token = readSignedDataStructure(cms ?? new Uint8Array());
  return 'problem' in token || cms === null ? new Uint8Array() : cms.subarray(0, token.length);
}

async function readStamp(
  bytes: Uint8Array,
  field: PdfSignature,
  certificates: readonly Uint8Array[],
): Promise<AddedStamp> {
  const { cms, byteRange } = field;
  if (cms === null || byteRange === null) {
    return { field, evidence: unreadable('byte-range-unclear') };
  }
  const signed = signedBytes(bytes, byteRange);
  return { field, evidence: await readTimeStampToken(cms, (name) => anyDigest(name, signed), certificates) };
}
