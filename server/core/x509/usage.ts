import { OID } from '#core/asn1/oids.ts';
import type { PathPurpose } from '#core/validation/validation.ts';
import type { Certificate } from './certificate.ts';
import { basicConstraints, extendedKeyUsages, mayBeUsedFor } from './extensions.ts';

/** Purposes that cover the sealing of documents. A key restricted to others (TLS, time-stamps, code) seals nothing here. */
const DOCUMENT_PURPOSES: ReadonlySet<string> = new Set([
  OID.anyExtendedKeyUsage,
  OID.emailProtection,
  OID.documentSigning,
  OID.microsoftDocumentSigning,
  OID.adobeAuthenticDocuments,
]);

export type UsageProblem = 'key-usage' | 'extended-key-usage' | 'signer-is-ca';

/** Why a certificate may not seal documents, or null (EN 319 412-2 §4.3.2 wants keyUsage present). Throws `der-malformed`. */
export function sealingProblem(certificate: Certificate): UsageProblem | null {
  const { extensions } = certificate;
  if (!mayBeUsedFor(extensions, ['digitalSignature', 'nonRepudiation'])) return 'key-usage';
  if (!coversDocuments(certificate)) return 'extended-key-usage';
  return basicConstraints(extensions).ca ? 'signer-is-ca' : null;
}

/** Why the certificate at the end of a path may not do what it is asked for, or null. Throws `der-malformed`. */
export function endProblem(certificate: Certificate, purpose: PathPurpose): UsageProblem | null {
  return purpose === 'sealing' ? sealingProblem(certificate) : timeStampingProblem(certificate);
}

/**
 * RFC 3161 §2.3: ExtKeyUsage is there, critical, and names time-stamping alone; a keyUsage that is there allows signatures.
 */
function timeStampingProblem({ extensions }: Certificate): UsageProblem | null {
  const [purpose, ...others] = extendedKeyUsages(extensions) ?? [];
  const alone = purpose === OID.timeStamping && others.length === 0;
  if (!alone || extensions.get(OID.extKeyUsage)?.critical !== true) return 'extended-key-usage';
  const restricted = extensions.has(OID.keyUsage) && !mayBeUsedFor(extensions, ['digitalSignature', 'nonRepudiation']);
  if (restricted) return 'key-usage';
  return basicConstraints(extensions).ca ? 'signer-is-ca' : null;
}

/** Whether the ExtKeyUsage of a CA leaves room for the purpose. */
export function leavesRoomFor(certificate: Certificate, purpose: PathPurpose): boolean {
  if (purpose === 'sealing') return coversDocuments(certificate);
  const purposes = extendedKeyUsages(certificate.extensions);
  return purposes === null || purposes.includes(OID.timeStamping) || purposes.includes(OID.anyExtendedKeyUsage);
}

function coversDocuments(certificate: Certificate): boolean {
  const purposes = extendedKeyUsages(certificate.extensions);
  return purposes === null || purposes.some((purpose) => DOCUMENT_PURPOSES.has(purpose));
}
