import { MalformedError, orNull } from '#core/asn1/malformed.ts';
import { OID } from '#core/asn1/oids.ts';
import { equalBytes, octetKey } from '#core/bytes/bytes.ts';
import { judgeAlgorithm } from '#core/x509/algorithm-policy.ts';
import { type Certificate, readCertificate } from '#core/x509/certificate.ts';
import { mayBeUsedFor, unknownCritical } from '#core/x509/extensions.ts';
import { signatureScheme } from '#core/x509/signature-scheme.ts';
import { verifySignature } from '#core/x509/verify-signature.ts';
import { type Crl, type CrlEntry, readCrl } from './crl.ts';
import { coversCertificate } from './crl-scope.ts';
import type { RevocationNote } from './odd-entries.ts';
import { keptSince, type StatementResult, silent, worstEntry } from './revocation-statement.ts';

/** Critical list extensions that change nothing, or whose meaning `unfitness` reads. */
const UNDERSTOOD: ReadonlySet<string> = new Set([
  OID.crlNumber,
  OID.authorityKeyIdentifier,
  OID.issuerAltName,
  OID.issuingDistributionPoint,
  OID.deltaCrlIndicator,
]);

/**
 * What a revocation list says about a certificate (RFC 5280 §6.3), signed by the issuer's own key, or by that of `signer`
 * (`openListSigners`), who is heard only where the list revokes. That it is listed counts
 * on every authentic list; that it is not listed counts only on one that would list it: complete for its kind, not a
 * delta, understood as a whole. `issuer` stands above it in a path that `buildChain` gave.
 */
export async function crlStatement(
  crl: Crl,
  certificate: Certificate,
  issuer: Certificate,
  signer: Certificate = issuer,
): Promise<StatementResult> {
  try {
    return await judge(crl, certificate, { issuer, signer });
  } catch (error) {
    if (error instanceof MalformedError) return silent('crl-malformed');
    throw error;
  }
}

async function judge(
  crl: Crl,
  certificate: Certificate,
  { issuer, signer }: { readonly issuer: Certificate; readonly signer: Certificate },
): Promise<StatementResult> {
  if (!equalBytes(certificate.issuer, issuer.subject) || !equalBytes(crl.issuer, signer.subject))
    return silent('crl-foreign');
  const refusal = await signatureRefusal(crl, signer);
  if (refusal !== null) return silent(refusal);
  const unfit = signer === issuer ? unfitness(crl, certificate, issuer) : 'crl-signed-by-another-key';
  const revocation = listedRevocation(crl, certificate);
  if (unfit !== null && revocation === null) return silent(unfit);
  const { thisUpdate, nextUpdate } = crl;
  const provesGood = unfit === null;
  const times = { thisUpdate, nextUpdate, keepsEndedSince: keptSince(crl.extensions.get(OID.expiredCertsOnCrl)) };
  const statement = { source: 'crl', ...times, revocation, provesGood, signerUntil: Infinity } as const;
  return { kind: 'statement', statement };
}

/** A delta list may say that a hold has ended: that is no revocation. */
function listedRevocation(crl: Crl, { serial, issuer }: Certificate): CrlEntry | null {
  const listed = crl.entries(serial, issuer);
  return worstEntry(listed.flatMap((one) => (one.kind === 'revoked' ? [one.entry] : [])));
}

/** Why nothing follows from a list that does not name the certificate; null where it is good then. */
function unfitness(crl: Crl, certificate: Certificate, issuer: Certificate): string | null {
  if (!mayBeUsedFor(issuer.extensions, ['cRLSign'])) return 'issuer-may-not-sign-crls';
  if (crl.extensions.has(OID.deltaCrlIndicator)) return 'crl-delta';
  const covers = orNull(() => coversCertificate(crl.extensions, certificate.extensions));
  if (covers !== true) return 'crl-partial-or-indirect';
  if (unknownCritical(crl.extensions, UNDERSTOOD).length > 0) return 'crl-unknown-critical-extension';
  return crl.hasUnknownCriticalEntry() ? 'crl-unknown-critical-extension' : null;
}

const notes = new WeakMap<Crl, readonly RevocationNote[]>();

/** The odd entries of a list that this issuer signed; none for any other list. */
export async function crlNotes(crl: Crl, issuer: Certificate): Promise<readonly RevocationNote[]> {
  if (!equalBytes(crl.issuer, issuer.subject) || (await signatureRefusal(crl, issuer)) !== null) return [];
  const known = notes.get(crl) ?? crl.oddEntries();
  notes.set(crl, known);
  return known;
}

/** Whether one of these authorities (DER) signed a list (DER) in its own name. */
export async function isSignedByOneOf(der: Uint8Array, issuers: readonly Uint8Array[]): Promise<boolean> {
  const crl = orNull(() => readCrl(der));
  if (crl === null) return false;
  for (const issuer of issuers.map(readCertificate))
    if (equalBytes(crl.issuer, issuer.subject) && (await signatureRefusal(crl, issuer)) === null) return true;
  return false;
}

/** By list and key of the issuer, as it is encoded: what the signature is worth is the same for every certificate that is asked about. */
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
  return verified ? null : 'crl-signature-wrong';
}
