import type { IsoInstant } from '../domain/calendar.ts';
import type { RevocationEvidence } from '../domain/evidence.ts';
import { judgeAlgorithm } from './algorithm-policy.ts';
import { equalBytes } from './bytes.ts';
import { type Certificate, readCertificate } from './certificate.ts';
import { type Crl, type CrlEntry, readCrl } from './crl.ts';
import { mayBeUsedFor, unknownCritical } from './extensions.ts';
import { MalformedError } from './malformed.ts';
import { OID } from './oids.ts';
import { signatureScheme } from './signature-scheme.ts';
import { verifySignature } from './verify-signature.ts';

export type RevocationRequest = {
  /** DER, or null when the source had none. */
  readonly crl: Uint8Array | null;
  /** DER of the certificate in question. */
  readonly certificate: Uint8Array;
  /** DER of its issuer, from a path that `buildChain` trusts. */
  readonly issuer: Uint8Array;
  readonly at: IsoInstant;
};

/** Critical list extensions that change nothing for a full, direct list. */
const UNDERSTOOD: ReadonlySet<string> = new Set([OID.crlNumber, OID.authorityKeyIdentifier, OID.issuerAltName]);

const unknown = (detail: string): RevocationEvidence => ({ kind: 'unknown', detail });

/**
 * What a certificate revocation list says about a certificate (RFC 5280 §6.3), full and direct lists only.
 * `good` needs a list signed by the issuer's own key that is in force at `at`. A genuine list that is out of date still
 * proves the revocations it names, since only a hold can be lifted. Whatever cannot be learnt is `unknown`.
 */
export async function revocationStatus(request: RevocationRequest): Promise<RevocationEvidence> {
  if (request.crl === null) return unknown('no-crl');
  try {
    const certificate = readCertificate(request.certificate);
    const issuer = readCertificate(request.issuer);
    return await judge(readCrl(request.crl), certificate, issuer, Date.parse(request.at));
  } catch (error) {
    if (error instanceof MalformedError) return unknown(error.code);
    throw error;
  }
}

async function judge(crl: Crl, certificate: Certificate, issuer: Certificate, at: number): Promise<RevocationEvidence> {
  const refusal = refusalOf(crl, certificate, issuer) ?? (await signatureRefusal(crl, issuer));
  if (refusal !== null) return unknown(refusal);
  if (at < crl.thisUpdate) return unknown('crl-not-yet-valid');
  const entry = crl.entry(certificate.serial);
  const stale = crl.nextUpdate === null || at > crl.nextUpdate;
  if (entry !== null && !(stale && entry.reason === 'certificateHold')) return revoked(entry);
  if (crl.nextUpdate === null) return unknown('crl-without-next-update');
  if (stale) return unknown('crl-stale');
  return { kind: 'good', source: 'crl', asOf: new Date(crl.thisUpdate).toISOString() };
}

function revoked(entry: CrlEntry): RevocationEvidence {
  return { kind: 'revoked', at: new Date(entry.revokedAt).toISOString(), reason: entry.reason };
}

/** Why a list says nothing about this certificate, before its signature is asked. */
function refusalOf(crl: Crl, certificate: Certificate, issuer: Certificate): string | null {
  if (!equalBytes(certificate.issuer, issuer.subject) || !equalBytes(crl.issuer, issuer.subject)) return 'crl-foreign';
  if (!mayBeUsedFor(issuer.extensions, ['cRLSign'])) return 'issuer-may-not-sign-crls';
  if (crl.extensions.has(OID.deltaCrlIndicator)) return 'crl-delta';
  // A partial or indirect list is silent about certificates that it does not cover (RFC 5280 §5.2.5).
  if (crl.extensions.has(OID.issuingDistributionPoint)) return 'crl-partial-or-indirect';
  if (unknownCritical(crl.extensions, UNDERSTOOD).length > 0) return 'crl-unknown-critical-extension';
  return null;
}

async function signatureRefusal(crl: Crl, issuer: Certificate): Promise<string | null> {
  const scheme = signatureScheme(crl.signatureAlgorithm, null);
  const { policy } = judgeAlgorithm(scheme, issuer.publicKey);
  if (policy !== 'accepted' && policy !== 'legacy') return 'crl-algorithm-refused';
  const verified = await verifySignature(scheme, issuer.publicKey, crl.signed, crl.signature);
  if (!verified) return 'crl-signature-wrong';
  return crl.hasUnknownCriticalEntry() ? 'crl-unknown-critical-extension' : null;
}
