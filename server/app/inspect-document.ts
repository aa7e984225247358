import type { AnyDigestOf } from '../cms/pdf-signature-evidence.ts';
import { readPdfSignature } from '../cms/read-pdf-signature.ts';
import type { Inspection } from '../domain/inspection.ts';
import { type ChangesAfterSignature, judgeChanges } from '../pdf/changes/judge-changes.ts';
import { type PdfSignature, readSignatures } from '../pdf/read-signed-document.ts';
import { openPdf, type PdfFile } from '../pdf/reader/open-pdf.ts';
import { readPages } from '../pdf/reader/page-tree.ts';
import { PdfReadError } from '../pdf/reader/read-error.ts';
import { readSecurityStore } from '../pdf/security-store.ts';
import { signedBytes } from '../pdf/signed-bytes.ts';
import { anyDigest } from '../pki/any-digest.ts';
import { concludeInspection } from './conclude-inspection.ts';
import { describeSignature, type JudgedSignature } from './describe-signature.ts';
import { hiddenFromSome, signaturesTakenAway, typeMismatches } from './signature-history.ts';
import { coveredContent, differingAppearances } from './what-is-shown.ts';

/**
 * Says of any PDF what its signatures cover and what became of it since, without asking whom one trusts. Uses nothing
 * but the web platform, so it runs in a worker, and in a browser too. Never throws for what is in the bytes.
 */
export async function inspectDocument(pdf: Uint8Array): Promise<Inspection> {
  try {
    return await inspectFile(openPdf(pdf));
  } catch (fault) {
    if (!(fault instanceof PdfReadError)) throw fault;
    const outcome = fault.code === 'file-encrypted' ? 'unsupported' : 'unreadable';
    return { outcome, signatures: [], problems: [fault.code] };
  }
}

async function inspectFile(file: PdfFile): Promise<Inspection> {
  readPages(file);
  const signatures = readSignatures(file);
  const changes = judgeChanges(file, signatures, 'generic');
  const judged = await judgeAll(file, signatures, changes);
  const covered = await coveredContent(file, signatures);
  const mismatches = typeMismatches(file);
  const described = judged.map((signature, index) => {
    const more = [...(covered[index] ?? []), ...(mismatches.has(signature.field.name) ? MISMATCH : [])];
    return describeSignature(signature, judged, more);
  });
  const problems = [
    ...file.findings.codes,
    ...hiddenFromSome(file),
    ...signaturesTakenAway(file),
    ...differingAppearances(file, signatures),
  ];
  return concludeInspection(described, problems);
}

const MISMATCH = ['signature-type-mismatch'] as const;

function judgeAll(
  file: PdfFile,
  signatures: readonly PdfSignature[],
  changes: readonly ChangesAfterSignature[],
): Promise<readonly JudgedSignature[]> {
  const newest = file.revisions.length - 1;
  const { certificates } = readSecurityStore(file, newest);
  return Promise.all(
    signatures.map(async (field, index): Promise<JudgedSignature> => {
      const after = changes[index];
      if (after === undefined) throw new Error('a signature that was not judged');
      const store = readSecurityStore(file, field.revision ?? newest);
      const evidence = await readEvidence(file.bytes, field, certificates);
      return { field, after, evidence, signsValidationData: store.certificates.length > 0 && store.hasRevocation };
    }),
  );
}

/** Digests only a byte range whose coverage is clear: any other would be a range of the forger's choice. */
async function readEvidence(
  bytes: Uint8Array,
  { cms, byteRange, coverage, subFilter }: PdfSignature,
  certificates: readonly Uint8Array[],
): Promise<JudgedSignature['evidence']> {
  if (cms === null || byteRange === null || coverage === 'unclear') return null;
  const signed = signedBytes(bytes, byteRange);
  const digestOf: AnyDigestOf = (algorithm) => anyDigest(algorithm, signed);
  return readPdfSignature(cms, digestOf, { subFilter, certificates });
}
