import { MalformedError, orNull } from '#core/asn1/malformed.ts';
import { equalBytes } from '#core/bytes/bytes.ts';
import { judgeAlgorithm } from '#core/x509/algorithm-policy.ts';
import { type Certificate, readForeignCertificate } from '#core/x509/certificate.ts';
import { authorityKeyIdentifier, subjectKeyIdentifier } from '#core/x509/extensions.ts';
import { signatureScheme } from '#core/x509/signature-scheme.ts';
import { verifySignature } from '#core/x509/verify-signature.ts';

/** Certificates of one path that are looked at. */
const MAX_STEPS = 8;

/**
 * Whether the signer's certificate, or one above it, is not as its issuer signed it, as far as that can be told from the
 * certificates that came along: its issuer is among them by name and key identifier, and that key did not sign it. The
 * name in such a certificate could be anybody's. Without the issuer, or by an algorithm that is refused, nothing is told.
 */
export async function hasAlteredPath(signer: Certificate, others: readonly Uint8Array[]): Promise<boolean> {
  const known = others.flatMap((der) => orNull(() => readForeignCertificate(der)) ?? []);
  let certificate = signer;
  for (let step = 0; step < MAX_STEPS; step++) {
    const issuers = [...known, certificate].filter((candidate) => isNamedAsIssuer(candidate, certificate));
    const answers = await Promise.all(issuers.map((issuer) => isSignedBy(certificate, issuer)));
    const issuer = issuers[answers.indexOf(true)];
    if (issuer === undefined) return answers.length > 0 && answers.every((answer) => answer === false);
    if (equalBytes(issuer.der, certificate.der)) return false;
    certificate = issuer;
  }
  return false;
}

/** An authority may have several keys: by name alone a certificate may be another one's. */
function isNamedAsIssuer(issuer: Certificate, certificate: Certificate): boolean {
  if (!equalBytes(certificate.issuer, issuer.subject)) return false;
  if (equalBytes(certificate.der, issuer.der)) return true;
  const wanted = authorityKeyIdentifier(certificate.extensions);
  const own = subjectKeyIdentifier(issuer.extensions);
  return wanted !== null && own !== null && equalBytes(wanted, own);
}

/** Null where it cannot be told. */
async function isSignedBy(certificate: Certificate, issuer: Certificate): Promise<boolean | null> {
  try {
    const scheme = signatureScheme(certificate.signatureAlgorithm, null);
    const { policy } = judgeAlgorithm(scheme, issuer.publicKey);
    if (policy !== 'accepted' && policy !== 'legacy') return null;
    return await verifySignature(scheme, issuer.publicKey, certificate.signed, certificate.signature);
  } catch (error) {
    if (error instanceof MalformedError) return null;
    throw error;
  }
}
