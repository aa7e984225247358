import { MalformedError } from '#core/asn1/malformed.ts';
import { equalBytes } from '#core/bytes/bytes.ts';
import { judgeAlgorithm } from './algorithm-policy.ts';
import type { Certificate } from './certificate.ts';
import { signatureScheme } from './signature-scheme.ts';
import { verifySignature } from './verify-signature.ts';

/** Whether the names chain and the issuer's key signed the certificate, with an algorithm that the policy admits. */
export async function isIssuedBy(certificate: Certificate, issuer: Certificate): Promise<boolean> {
  if (!equalBytes(certificate.issuer, issuer.subject)) return false;
  try {
    const scheme = signatureScheme(certificate.signatureAlgorithm, null);
    const { policy } = judgeAlgorithm(scheme, issuer.publicKey);
    if (policy !== 'accepted' && policy !== 'legacy') return false;
    return (await verifySignature(scheme, issuer.publicKey, certificate.signed, certificate.signature)) === true;
  } catch (error) {
    if (error instanceof MalformedError) return false;
    throw error;
  }
}

/** The first of `candidates` that issued the certificate, as `isIssuedBy` says; null where none did. */
export async function issuerAmong(
  certificate: Certificate,
  candidates: readonly Certificate[],
): Promise<Certificate | null> {
  for (const candidate of candidates) if (await isIssuedBy(certificate, candidate)) return candidate;
  return null;
}
