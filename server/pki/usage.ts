import type { Certificate } from './certificate.ts';
import { basicConstraints, extendedKeyUsages, mayBeUsedFor } from './extensions.ts';
import { OID } from './oids.ts';

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

/** Whether ExtKeyUsage leaves room for documents. */
export function coversDocuments(certificate: Certificate): boolean {
  const purposes = extendedKeyUsages(certificate.extensions);
  return purposes === null || purposes.some((purpose) => DOCUMENT_PURPOSES.has(purpose));
}
