import type { IsoInstant } from '../domain/calendar.ts';
import { judgeAlgorithm } from './algorithm-policy.ts';
import { equalBytes } from './bytes.ts';
import type { Certificate } from './certificate.ts';
import { extendedKeyUsages, mayBeUsedFor, UNDERSTOOD_EVERYWHERE, unknownCritical } from './extensions.ts';
import { OID } from './oids.ts';
import { revocationStatus } from './revocation-status.ts';
import { signatureScheme } from './signature-scheme.ts';
import { verifySignature } from './verify-signature.ts';

const UNDERSTOOD: ReadonlySet<string> = new Set([...UNDERSTOOD_EVERYWHERE, OID.ocspNoCheck]);

/**
 * Why a certificate that is not the issuer's own may not answer for it (RFC 6960 §4.2.2.2), or null: it is issued by that
 * very key, in force, for OCSP signing, and either marked as not to be asked about or not on the issuer's list.
 * Throws `der-malformed`.
 */
export async function responderRefusal(
  responder: Certificate,
  issuer: Certificate,
  { at, crl }: { readonly at: IsoInstant; readonly crl: Uint8Array | null },
): Promise<string | null> {
  if (!(await isIssuedBy(responder, issuer))) return 'ocsp-responder-not-appointed';
  const { extensions } = responder;
  if (!(extendedKeyUsages(extensions) ?? []).includes(OID.ocspSigning)) return 'ocsp-responder-not-appointed';
  if (extensions.has(OID.keyUsage) && !mayBeUsedFor(extensions, ['digitalSignature', 'nonRepudiation'])) {
    return 'ocsp-responder-key-usage';
  }
  if (unknownCritical(extensions, UNDERSTOOD).length > 0) return 'ocsp-responder-unknown-critical-extension';
  const time = Date.parse(at);
  if (time < responder.notBefore || time > responder.notAfter) return 'ocsp-responder-not-in-force';
  if (extensions.has(OID.ocspNoCheck)) return null;
  const { kind } = await revocationStatus({ crl, certificate: responder.der, issuer: issuer.der, at });
  if (kind === 'good') return null;
  return kind === 'revoked' ? 'ocsp-responder-revoked' : 'ocsp-responder-revocation-unknown';
}

async function isIssuedBy(certificate: Certificate, issuer: Certificate): Promise<boolean> {
  if (!equalBytes(certificate.issuer, issuer.subject)) return false;
  const scheme = signatureScheme(certificate.signatureAlgorithm, null);
  const { policy } = judgeAlgorithm(scheme, issuer.publicKey);
  if (policy !== 'accepted' && policy !== 'legacy') return false;
  return verifySignature(scheme, issuer.publicKey, certificate.signed, certificate.signature);
}
