import type { RevocationEvidence } from '../domain/evidence.ts';
import type { OcspStatus } from './ocsp-status.ts';

/**
 * One answer from both sources. A revocation stands whoever proves it; otherwise the list wins, and the responder speaks
 * where the list cannot.
 */
export function combineRevocation(crl: RevocationEvidence, ocsp: OcspStatus): RevocationEvidence | OcspStatus {
  if (crl.kind === 'revoked') return crl;
  if (ocsp.kind === 'revoked') return ocsp;
  if (crl.kind === 'good') return crl;
  return ocsp.kind === 'unknown' && crl.kind === 'unknown' && ocsp.detail === 'no-ocsp' ? crl : ocsp;
}
