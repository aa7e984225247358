import { MalformedError } from '#core/asn1/malformed.ts';
import { OID } from '#core/asn1/oids.ts';
import { equalBytes, octetKey } from '#core/bytes/bytes.ts';
import { judgeAlgorithm } from '#core/x509/algorithm-policy.ts';
import type { Certificate } from '#core/x509/certificate.ts';
import { mayBeUsedFor, unknownCritical } from '#core/x509/extensions.ts';
import { signatureScheme } from '#core/x509/signature-scheme.ts';
import { verifySignature } from '#core/x509/verify-signature.ts';
import type { Crl } from './crl.ts';
import { type Spoken, silent } from './revocation-statement.ts';

/** Critical list extensions that change nothing for a full, direct list. */
const UNDERSTOOD: ReadonlySet<string> = new Set([OID.crlNumber, OID.authorityKeyIdentifier, OID.issuerAltName]);

/**
 * What a revocation list says about a certificate (RFC 5280 §6.3): full and direct lists only, signed by the issuer's own
 * key. `issuer` stands above it in a path that `buildChain` gave.
 */
export async function crlStatement(crl: Crl, certificate: Certificate, issuer: Certificate): Promise<Spoken> {
  try {
    const refusal = refusalOf(crl, certificate, issuer) ?? (await signatureRefusal(crl, issuer));
    if (refusal !== null) return silent(refusal);
    const { thisUpdate, nextUpdate } = crl;
    const revocation = crl.entry(certificate.serial);
    const statement = { source: 'crl', thisUpdate, nextUpdate, revocation, signerUntil: Infinity } as const;
    return { kind: 'statement', statement };
  } catch (error) {
    if (error instanceof MalformedError) return silent('crl-malformed');
    throw error;
  }
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

/** By list and key of the issuer: what the signature is worth is the same for every certificate that is asked about. */
const refusals = new WeakMap<Crl, Map<string, Promise<string | null>>>();

function signatureRefusal(crl: Crl, issuer: Certificate): Promise<string | null> {
  const byKey = refusals.get(crl) ?? new Map<string, Promise<string | null>>();
  refusals.set(crl, byKey);
  const key = octetKey(issuer.publicKey.spki);
  const known = byKey.get(key) ?? judgeSignature(crl, issuer);
  byKey.set(key, known);
  return known;
}

async function judgeSignature(crl: Crl, issuer: Certificate): Promise<string | null> {
  const scheme = signatureScheme(crl.signatureAlgorithm, null);
  const { policy } = judgeAlgorithm(scheme, issuer.publicKey);
  if (policy !== 'accepted' && policy !== 'legacy') return 'crl-algorithm-refused';
  const verified = await verifySignature(scheme, issuer.publicKey, crl.signed, crl.signature);
  if (!verified) return 'crl-signature-wrong';
  return crl.hasUnknownCriticalEntry() ? 'crl-unknown-critical-extension' : null;
}
