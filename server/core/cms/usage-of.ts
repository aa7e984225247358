import { MalformedError } from '#core/asn1/malformed.ts';
import type { Certificate } from '#core/x509/certificate.ts';
import { sealingProblem, type UsageProblem } from '#core/x509/usage.ts';

/** Why a certificate may not sign documents, or null. An extension that cannot be read grants no use. */
export function usageOf(certificate: Certificate): UsageProblem | null {
  try {
    return sealingProblem(certificate);
  } catch (error) {
    if (error instanceof MalformedError) return 'key-usage';
    throw error;
  }
}
