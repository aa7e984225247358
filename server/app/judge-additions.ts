import type { PdfSignatureEvidence } from '../cms/pdf-signature-evidence.ts';
import { readTimeStampToken } from '../cms/time-stamp-token.ts';
import { judgeChanges } from '../pdf/changes/judge-changes.ts';
import { isTimeStamp, type PdfSignature } from '../pdf/read-signed-document.ts';
import type { PdfFile } from '../pdf/reader/open-pdf.ts';
import { readSecurityStore, type SecurityStoreAddition, validationInformation } from '../pdf/security-store.ts';
import { signedBytes } from '../pdf/signed-bytes.ts';
import { anyDigest } from '../pki/any-digest.ts';
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
 * Judges the revisions after a seal: each brings validation data (DSS) or a document time-stamp, and nothing beside what
 * those need (the `sealed` profile of `judgeChanges`). Every time-stamp among them is over the whole of its revision,
 * intact and valid; whether its authority is trusted is another question. Anybody may add them: they change nothing.
 * @throws PdfReadError `file-malformed` or `limit-exceeded`
 */
export async function judgeAdditions(
  file: PdfFile,
  seal: PdfSignature,
  signatures: readonly PdfSignature[],
): Promise<Additions> {
  const { revision, byteRange, coverage } = seal;
  if (revision === null || byteRange === null || coverage !== 'entire-revision') return OTHERS;
  const fields = signatures.filter((field) => field !== seal);
  if (fields.some((field) => !isTimeStamp(field) || (field.revision ?? 0) <= revision)) return OTHERS;
  if (hiddenFromSome(file).length > 0) return OTHERS;
  const changes = judgeChanges(file, signatures, 'sealed')[signatures.indexOf(seal)];
  if (changes?.changes !== 'allowed') return OTHERS;
  const store = readSecurityStore(file);
  const bringing = new Set([...store, ...fields].map((one) => one.revision));
  for (let later = revision + 1; later < file.revisions.length; later += 1) {
    if (!bringing.has(later) && !bringsInformation(file, later)) return OTHERS;
  }
  const certificates = store.flatMap((addition) => addition.certificates);
  const stamps = await Promise.all(fields.map((field) => readStamp(file.bytes, field, certificates)));
  if (stamps.some(({ evidence }) => !isSoundEvidence(evidence))) return OTHERS;
  return { kind: 'proofs', sealedBytes: byteRange[2] + byteRange[3], stamps, store };
}

/** Whether a revision says anew which validation data belong to a signature: they may all have been there before. */
function bringsInformation(file: PdfFile, revision: number): boolean {
  return validationInformation(file, revision).difference(validationInformation(file, revision - 1)).size > 0;
}

async function readStamp(
  bytes: Uint8Array,
  field: PdfSignature,
  certificates: readonly Uint8Array[],
): Promise<AddedStamp> {
  const { cms, byteRange } = field;
  if (cms === null || byteRange === null) {
    return { field, evidence: { kind: 'unreadable', detail: 'byte-range-unclear' } };
  }
  const signed = signedBytes(bytes, byteRange);
  return { field, evidence: await readTimeStampToken(cms, (name) => anyDigest(name, signed), certificates) };
}
