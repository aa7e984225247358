import { type CmsFacts, type PdfSignatureEvidence, UNSUPPORTED_CODES } from '#core/cms/pdf-signature-evidence.ts';
import type { IsoInstant } from '#core/confirmation/calendar.ts';
import { pdfInstant } from '#core/pdf/document/pdf-date.ts';
import { isTimeStamp, type PdfSignature } from '#core/pdf/document/read-signed-document.ts';
import type { ChangesAfterSignature } from '#core/pdf/revisions/judge-changes.ts';
import { factsOf, isSoundEvidence } from './gather-validation-data.ts';
import type { InspectedSignature } from './inspection.ts';
import type { Indication, SignerJudgement, SubIndication, ValidationResult } from './validation.ts';

/** One signature with everything that was found out about it. */
export type JudgedSignature = {
  readonly field: PdfSignature;
  readonly after: ChangesAfterSignature;
  /** Null where the byte range is not clear. */
  readonly evidence: PdfSignatureEvidence | null;
  readonly signer: SignerJudgement;
};

const UNSUPPORTED: ReadonlySet<string> = new Set(UNSUPPORTED_CODES);

/** The signature as the JSON of `inspect` has it. `more`: problems that were found elsewhere. */
export function describeSignature(signature: JudgedSignature, more: readonly string[]): InspectedSignature {
  const { field, after, evidence, signer } = signature;
  const facts = evidence === null ? null : factsOf(evidence);
  const problems = [...new Set([...problemsOf(evidence), ...after.codes, ...more])];
  return {
    field: field.name,
    kind: isTimeStamp(field) ? 'timestamp' : 'signature',
    subFilter: field.subFilter,
    intact: evidence === null || evidence.kind === 'unreadable' ? false : evidence.intact,
    valid: evidence === null || evidence.kind === 'unreadable' ? false : evidence.valid,
    coverage: field.coverage,
    revision: field.revision === null ? null : field.revision + 1,
    signedBytes: signedLength(field),
    claimedTime: field.claimedTime === null ? null : pdfInstant(field.claimedTime),
    stampedTime: stampedTime(facts),
    changesAfter: after.changes,
    docMdp: field.docMdp,
    algorithm: facts?.algorithm.name ?? null,
    signer: facts === null ? null : signerOf(facts.signer),
    ...worthOfSigner({ hasLevel: hasLevel(field, facts), isRead: facts !== null, problems }, signer),
    problems,
  };
}

type SignerWorth = Pick<InspectedSignature, 'level' | 'trust' | 'indication' | 'subIndication' | 'revocationNotes'>;

/** What a signature is worth by its signer, where nothing is wrong with itself. */
export function worthOfSigner(
  {
    hasLevel,
    isRead,
    problems,
  }: { readonly hasLevel: boolean; readonly isRead: boolean; readonly problems: readonly string[] },
  { level, trust, indication, subIndication, revocationNotes }: SignerJudgement,
): SignerWorth {
  return {
    level: hasLevel ? level : null,
    trust: isRead ? trust : 'unknown',
    revocationNotes,
    ...(resultOf(problems) ?? { indication, subIndication }),
  };
}

/** Levels are of PAdES signatures, and those name the certificate that made them (EN 319 142-1, 6.3). */
function hasLevel({ subFilter }: PdfSignature, facts: CmsFacts | null): boolean {
  const isNamed = facts?.warnings.includes('signing-certificate-missing') !== true;
  return subFilter === 'ETSI.CAdES.detached' && isNamed;
}

/** From the start of the file to the end of its byte range, where that is the end of a revision. */
function signedLength({ byteRange, revision }: PdfSignature): number | null {
  return byteRange === null || revision === null ? null : byteRange[2] + byteRange[3];
}

/** A claim of whoever made the stamp, like all that is said here. */
function stampedTime(facts: CmsFacts | null): IsoInstant | null {
  if (facts === null) return null;
  const inside = facts.signatureTimeStamps.map((stamp) =>
    isSoundEvidence(stamp) ? (factsOf(stamp)?.timeStamp ?? null) : null,
  );
  const times = [facts.timeStamp, ...inside].flatMap((stamp) => (stamp === null ? [] : [stamp.genTime]));
  return times.sort((a, b) => Date.parse(a) - Date.parse(b))[0] ?? null;
}

function signerOf({
  commonName,
  organization,
  issuer,
  serialNumber,
  sha256,
}: NonNullable<InspectedSignature['signer']>): InspectedSignature['signer'] {
  return { commonName, organization, issuer, serialNumber, sha256 };
}

/** Whether something is wrong with it beyond what is not implemented or refused. */
export function isSuspect({ problems, changesAfter }: InspectedSignature): boolean {
  return changesAfter === 'forbidden' || problems.some((code) => !UNSUPPORTED.has(code));
}

export function isUnsupported({ problems }: InspectedSignature): boolean {
  return problems.some((code) => UNSUPPORTED.has(code));
}

function problemsOf(evidence: PdfSignatureEvidence | null): readonly string[] {
  if (evidence === null) return ['byte-range-unclear'];
  if (evidence.kind === 'unreadable') return ['signature-unreadable', evidence.code];
  if (evidence.kind === 'unsupported') return [evidence.code];
  return [
    ...(evidence.intact === false ? ['digest-mismatch'] : []),
    ...(evidence.valid === false ? ['signature-value-wrong'] : []),
    ...(evidence.notComputed === null ? [] : [evidence.notComputed]),
    ...evidence.problems,
  ];
}

/** ETSI EN 319 102-1, tables 5 and 6, for what is wrong with the signature itself; the first that applies. */
const INDICATIONS: readonly (readonly [readonly string[], Indication, SubIndication])[] = [
  [['byte-range-unclear', 'signature-unreadable', 'signature-type-mismatch'], 'TOTAL-FAILED', 'FORMAT_FAILURE'],
  [['digest-mismatch', 'timestamp-imprint-mismatch'], 'TOTAL-FAILED', 'HASH_FAILURE'],
  [['signature-value-wrong', 'timestamp-invalid'], 'TOTAL-FAILED', 'SIG_CRYPTO_FAILURE'],
  [
    ['signer-certificate-missing', 'signing-certificate-mismatch', 'certificate-altered'],
    'INDETERMINATE',
    'NO_SIGNING_CERTIFICATE_FOUND',
  ],
  [['signing-certificate-missing', 'key-usage-wrong'], 'INDETERMINATE', 'SIG_CONSTRAINTS_FAILURE'],
  [['subfilter-unsupported'], 'INDETERMINATE', 'GENERIC'],
  [['digest-refused', 'algorithm-refused'], 'INDETERMINATE', 'CRYPTO_CONSTRAINTS_FAILURE_NO_POE'],
  [UNSUPPORTED_CODES, 'INDETERMINATE', 'CRYPTO_CONSTRAINTS_FAILURE'],
];

/** Null where nothing is wrong with the signature itself: then its signer decides. */
function resultOf(problems: readonly string[]): ValidationResult | null {
  for (const [codes, indication, subIndication] of INDICATIONS) {
    if (codes.some((code) => problems.includes(code))) return { indication, subIndication };
  }
  return problems.length > 0 ? { indication: 'TOTAL-FAILED', subIndication: 'FORMAT_FAILURE' } : null;
}
