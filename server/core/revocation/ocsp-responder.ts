import { OID } from '#core/asn1/oids.ts';
import type { Certificate } from '#core/x509/certificate.ts';
import { extendedKeyUsages, mayBeUsedFor, UNDERSTOOD_EVERYWHERE, unknownCritical } from '#core/x509/extensions.ts';
import { isIssuedBy } from '#core/x509/is-issued-by.ts';
import type { Crl } from './crl.ts';
import { crlStatement } from './crl-statement.ts';
import { validUntil } from './revocation-statement.ts';

const UNDERSTOOD: ReadonlySet<string> = new Set([...UNDERSTOOD_EVERYWHERE, OID.ocspNoCheck]);

/**
 * Why a certificate that is not the issuer's own may not answer for it (RFC 6960 §4.2.2.2), or null: it is issued by that
 * very key, in force when it answered (`at`, ms), for OCSP signing, and either marked as not to be asked about or on a list of the issuer's that names it not; one that names it counts in any case.
 * Throws `der-malformed`.
 */
export async function responderRefusal(
  responder: Certificate,
  issuer: Certificate,
  { at, crls }: { readonly at: number; readonly crls: readonly Crl[] },
): Promise<string | null> {
  if (!(await isIssuedBy(responder, issuer))) return 'ocsp-responder-not-appointed';
  const { extensions } = responder;
  if (!(extendedKeyUsages(extensions) ?? []).includes(OID.ocspSigning)) return 'ocsp-responder-not-appointed';
  if (extensions.has(OID.keyUsage) && !mayBeUsedFor(extensions, ['digitalSignature', 'nonRepudiation'])) {
    return 'ocsp-responder-key-usage';
  }
  if (unknownCritical(extensions, UNDERSTOOD).length > 0) return 'ocsp-responder-unknown-critical-extension';
  if (at < responder.notBefore || at > responder.notAfter) return 'ocsp-responder-not-in-force';
  const refusal = await revocationRefusal(responder, issuer, { at, crls });
  // Nobody needs to ask; but what the issuer itself says is not passed over.
  return extensions.has(OID.ocspNoCheck) && refusal !== 'ocsp-responder-revoked' ? null : refusal;
}

async function revocationRefusal(
  responder: Certificate,
  issuer: Certificate,
  { at, crls }: { readonly at: number; readonly crls: readonly Crl[] },
): Promise<string | null> {
  const spoken = await Promise.all(crls.map((crl) => crlStatement(crl, responder, issuer)));
  const statements = spoken.flatMap((one) => (one.kind === 'statement' ? [one.statement] : []));
  if (statements.some(({ revocation }) => revocation !== null)) return 'ocsp-responder-revoked';
  return statements.some((statement) => at <= validUntil(statement)) ? null : 'ocsp-responder-revocation-unknown';
}
