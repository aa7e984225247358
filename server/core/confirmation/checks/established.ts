/**
 * What the evidence establishes step by step. A check that shows anything the file says asks here first: nothing that a
 * file merely claims may reach the data of a check.
 */
import { isCoherent } from '#core/confirmation/coherent-content.ts';
import type { ConfirmationContent, ConfirmedVehicle, RegisteredConfirmation } from '#core/confirmation/confirmation.ts';
import type {
  Evidence,
  SignatureEvidence,
  SignedDocumentEvidence,
  TrustEvidence,
  TrustedManufacturer,
} from '#core/confirmation/evidence.ts';
import type { KnownCopy } from '#core/confirmation/verdict.ts';

export type ReadSignature = Extract<SignatureEvidence, { kind: 'read' }>;

/** The only signature format of a confirmation (EN 319 142-1 §5.3). */
export const ACCEPTED_SUBFILTER = 'ETSI.CAdES.detached';

/** The signed document, or null for anything that is none. */
export function signedDocument(evidence: Evidence): SignedDocumentEvidence | null {
  return evidence.document.kind === 'signed' ? evidence.document : null;
}

/** The signature as far as it could be read; it may still be wrong. */
export function readSignature(evidence: Evidence): ReadSignature | null {
  const document = signedDocument(evidence);
  return document?.signature.kind === 'read' ? document.signature : null;
}

/**
 * The signature of a document whose bytes are, all of them and in one reading only, what its signer's key signed with an
 * algorithm that still protects them. Null otherwise.
 */
export function intactSignature(evidence: Evidence): ReadSignature | null {
  const document = signedDocument(evidence);
  const signature = readSignature(evidence);
  if (document === null || signature === null || !isWholeAndUnambiguous(evidence, document)) return null;
  if (!signature.intact || !signature.valid || signature.problems.length > 0) return null;
  return isProtecting(signature) && document.field.subFilter === ACCEPTED_SUBFILTER ? signature : null;
}

function isWholeAndUnambiguous(evidence: Evidence, document: SignedDocumentEvidence): boolean {
  const { coverage, bytesAfter, contentsCase } = document.field;
  const isWhole = coverage === 'entire-file' && (bytesAfter === 0 || isStoredArchiveCopy(evidence));
  return isWhole && contentsCase === 'lower' && document.signatures === 1 && document.findings.length === 0;
}

/** Whether the whole file, octet for octet, is the archive copy that the registry stores of the document. */
export function isStoredArchiveCopy({ file, registry }: Pick<Evidence, 'file' | 'registry'>): boolean {
  return registry.kind === 'identical' && registry.record.archive?.sha256 === file.sha256;
}

function isProtecting(signature: ReadSignature): boolean {
  return signature.algorithm.policy === 'accepted' || signature.algorithm.policy === 'legacy';
}

/** The trusted side of an intact document: an anchor of the trust list vouches for its signer. */
export function trustedSigner(
  evidence: Evidence,
): { readonly signature: ReadSignature; readonly trust: Extract<TrustEvidence, { kind: 'trusted' }> } | null {
  const signature = intactSignature(evidence);
  return signature !== null && isTrusted(evidence.trust) ? { signature, trust: evidence.trust } : null;
}

function isTrusted(trust: TrustEvidence): trust is Extract<TrustEvidence, { kind: 'trusted' }> {
  return trust.kind === 'trusted' && trust.standing === 'in-force';
}

/** What an intact document of a trusted signer says, when it makes sense; null before that is established. */
export function establishedContent(evidence: Evidence): ConfirmationContent | null {
  const document = signedDocument(evidence);
  if (document?.content.kind !== 'read' || trustedSigner(evidence) === null) return null;
  return isCoherent(document.content.content) ? document.content.content : null;
}

/** The registry's record of these very bytes under the document's own number; null for anything less. */
export function identicalRecord(evidence: Evidence): RegisteredConfirmation | null {
  const content = establishedContent(evidence);
  if (content === null || evidence.registry.kind !== 'identical') return null;
  const { record } = evidence.registry;
  return record.sha256 === sealedSha256(evidence) && record.number === content.number ? record : null;
}

/**
 * Which copy of an issued document the file is: the one that circulates, the archive's, or the former with proofs that
 * somebody else added, an older archive copy among them. Null where it is none that the registry issued.
 */
export function knownCopy(evidence: Evidence): KnownCopy | null {
  const record = identicalRecord(evidence);
  if (record === null) return null;
  if (signedDocument(evidence)?.sealedSha256 === null) return 'original';
  return record.archive?.sha256 === evidence.file.sha256 ? 'archive' : 'extended';
}

/** SHA-256 of the file as it was sealed, without the proofs that were added since. */
export function sealedSha256({ document, file }: Pick<Evidence, 'document' | 'file'>): string {
  return (document.kind === 'signed' ? document.sealedSha256 : null) ?? file.sha256;
}

/** The manufacturer that the anchor vouches for, with what its document says. */
export function establishedManufacturer(
  evidence: Evidence,
): { readonly content: ConfirmationContent; readonly manufacturer: TrustedManufacturer | null } | null {
  const content = establishedContent(evidence);
  if (content === null || evidence.trust.kind !== 'trusted') return null;
  return { content, manufacturer: evidence.trust.manufacturer };
}

/** Every line of the vehicle asked for: none when no VIN was asked or it is not listed. */
export function askedVehicles(evidence: Evidence, content: ConfirmationContent): readonly ConfirmedVehicle[] {
  const { vin } = evidence.question;
  return vin === null ? [] : content.vehicles.filter((vehicle) => vehicle.vin === vin);
}
