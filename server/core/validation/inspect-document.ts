import { digestOfOctets } from '#core/cms/judge-cms.ts';
import type { PdfSignatureEvidence } from '#core/cms/pdf-signature-evidence.ts';
import { readPdfSignature } from '#core/cms/read-pdf-signature.ts';
import { mentionsByteRange } from '#core/pdf/document/mentions-byte-range.ts';
import { readPages } from '#core/pdf/document/page-tree.ts';
import { isTimeStamp, type PdfSignature, readSignatures } from '#core/pdf/document/read-signed-document.ts';
import { readSecurityStore } from '#core/pdf/document/security-store.ts';
import { readOutsideForm } from '#core/pdf/document/signatures-outside-form.ts';
import { signedBytes } from '#core/pdf/document/signed-bytes.ts';
import { judgeChanges } from '#core/pdf/revisions/judge-changes.ts';
import { openPdf, type PdfFile } from '#core/pdf/syntax/open-pdf.ts';
import { PdfReadError } from '#core/pdf/syntax/read-error.ts';
import { concludeInspection, OF_NO_SIGNATURE } from './conclude-inspection.ts';
import { describeSignature, worthOfSigner } from './describe-signature.ts';
import { factsOf, type GatheredSignature, gatherValidationData, isSoundEvidence } from './gather-validation-data.ts';
import type { Inspection, InspectionAnswer } from './inspection.ts';
import { judgeSignatures } from './judge-signatures.ts';
import { hiddenFromSome, signaturesTakenAway, typesOfSignatures } from './signature-history.ts';
import { notesOf } from './signature-notes.ts';
import type { ValidationContext } from './validation.ts';

/** Without anchors nobody is trusted, at whatever time. */
const NOBODY_TRUSTED: ValidationContext = {
  anchors: [],
  at: '1970-01-01T00:00:00.000Z',
  found: { crls: [], ocsps: [] },
};

/** Says of any PDF what its signatures cover and what became of it since, without asking whom one trusts. */
export async function inspectDocument(pdf: Uint8Array): Promise<Inspection> {
  return (await inspectWithin(pdf, NOBODY_TRUSTED)).inspection;
}

/**
 * Says of any PDF what its signatures cover, what became of it since, and what its signers are worth to whom trusts the
 * anchors. Uses nothing but the web platform, so it runs in a worker, and in a browser too. Never throws for what is in
 * the bytes.
 */
export async function inspectWithin(pdf: Uint8Array, context: ValidationContext): Promise<InspectionAnswer> {
  try {
    return await inspectFile(openPdf(pdf), context);
  } catch (fault) {
    if (!(fault instanceof PdfReadError)) throw fault;
    return { inspection: notRead(fault), subjects: [], validation: null };
  }
}

/** What is encrypted, or more than this reader takes, may be as it should be. */
function notRead({ code, limit }: PdfReadError): Inspection {
  return {
    outcome: code === 'file-encrypted' || code === 'limit-exceeded' ? 'unsupported' : 'unreadable',
    changes: [],
    signatures: [],
    problems: [code],
    notes: limit === null ? [] : [{ code: 'limit-exceeded', where: `limit ${limit}` }],
  };
}

async function inspectFile(file: PdfFile, context: ValidationContext): Promise<InspectionAnswer> {
  readPages(file);
  const signatures = readSignatures(file);
  const { bySignature, changes } = judgeChanges(file, signatures);
  const store = readSecurityStore(file);
  const certificates = store.flatMap((addition) => addition.certificates);
  const evidences = await Promise.all(signatures.map((field) => readEvidence(file.bytes, field, certificates)));
  const gathered = signatures.map((field, index) => gatheredFrom(field, evidences[index] ?? null));
  const validation = gatherValidationData(gathered, store);
  const signers = await judgeSignatures(validation, context);
  const types = typesOfSignatures(file);
  const described = signatures.map((field, index) => {
    const more = types.get(field.name) === 'mismatch' ? MISMATCH : [];
    const [after, signer] = [bySignature[index], signers[index]];
    if (after === undefined || signer === undefined) throw new Error('a signature that was not judged');
    return describeSignature({ field, after, evidence: evidences[index] ?? null, signer }, more);
  });
  const outside = readOutsideForm(file).filter((code) => signatures.length > 0 || code === 'signature-outside-form');
  const problems = [...file.findings.codes, ...hiddenFromSome(file), ...signaturesTakenAway(file), ...outside];
  const isLookedFor = signatures.length === 0 && problems.every((code) => !OF_NO_SIGNATURE.has(code));
  const elsewhere = isLookedFor && mentionsByteRange(file) ? (['signature-elsewhere'] as const) : [];
  const noted = signatures.flatMap(({ name }, index) => [
    ...(types.get(name) === 'odd' ? [{ code: 'signature-type-odd', where: `signature ${name}` } as const] : []),
    ...notesOf(name, evidences[index] ?? null),
  ]);
  return {
    inspection: concludeInspection(described, changes, {
      problems: [...problems, ...elsewhere],
      notes: [...file.findings.notes, ...noted],
    }),
    subjects: signers.flatMap(({ subjects }) => subjects),
    validation,
  };
}

/** Judges the signers of a file again, by what was found outside it since: the file itself is not read again. */
export async function judgeInspection(answer: InspectionAnswer, context: ValidationContext): Promise<InspectionAnswer> {
  const { inspection, validation } = answer;
  if (validation === null) return answer;
  const signers = await judgeSignatures(validation, context);
  const signatures = inspection.signatures.map((signature, index) => {
    const { level, problems, signer } = signature;
    const judgement = signers[index];
    if (judgement === undefined) throw new Error('a signature that was not judged');
    return {
      ...signature,
      ...worthOfSigner({ hasLevel: level !== null, isRead: signer !== null, problems }, judgement),
    };
  });
  return { ...answer, inspection: { ...inspection, signatures } };
}

const MISMATCH = ['signature-type-mismatch'] as const;

function gatheredFrom(field: PdfSignature, evidence: PdfSignatureEvidence | null): GatheredSignature {
  const facts = evidence === null ? null : factsOf(evidence);
  return {
    kind: isTimeStamp(field) ? 'timestamp' : 'signature',
    revision: field.revision,
    sound: evidence !== null && isSoundEvidence(evidence),
    certificates: facts?.certificates ?? [],
    timeStamp: facts?.timeStamp ?? null,
    stamps: facts?.signatureTimeStamps ?? [],
    revocation: facts?.revocation ?? null,
  };
}

/** Digests only a byte range whose coverage is clear: any other would be a range of the forger's choice. */
async function readEvidence(
  bytes: Uint8Array,
  { cms, byteRange, coverage, subFilter }: PdfSignature,
  certificates: readonly Uint8Array[],
): Promise<PdfSignatureEvidence | null> {
  if (cms === null || byteRange === null || coverage === 'unclear') return null;
  const signed = signedBytes(bytes, byteRange);
  return readPdfSignature(cms, digestOfOctets(signed), { subFilter, certificates });
}
