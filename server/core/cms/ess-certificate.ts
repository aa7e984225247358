import { type DerNode, encoded, octetsOf, TAG } from '#core/asn1/der.ts';
import { expectTag, fieldsOf, sequenceOf, serialOctets } from '#core/asn1/der-values.ts';
import { OID } from '#core/asn1/oids.ts';
import { equalBytes } from '#core/bytes/bytes.ts';
import type { AlgorithmPolicy } from '#core/x509/algorithm-policy.ts';
import type { Certificate } from '#core/x509/certificate.ts';
import { certificateDigest } from '#core/x509/certificate-digests.ts';
import { type DigestName, digestNamed, readAlgorithm } from '#core/x509/signature-scheme.ts';
import { type Attributes, onlyValue } from './attributes.ts';

/** The digest where an attribute names none: version 1 knows SHA-1 alone (RFC 2634 §5.4, RFC 5035 §3). */
const DEFAULT_DIGESTS = { [OID.signingCertificate]: 'SHA-1', [OID.signingCertificateV2]: 'SHA-256' } as const;

/** Which signing-certificate attribute must be there: version 2 with a digest that is accepted, one of either version, or none. */
export type EssDemand = 'version-2' | 'required' | 'checked';

export type EssQuestion = { readonly demand: EssDemand; readonly digests: AlgorithmPolicy['digests'] };

export type EssProblem = 'signing-certificate-missing' | 'signing-certificate-mismatch';

/**
 * What is wrong with the signing-certificate attributes of either version: each one that is there names the signer's
 * certificate first. Where either version will do, version 1 counts too: whoever would abuse its SHA-1 needs a second
 * certificate for the signer's own key and of a given hash. Throws `der-malformed`.
 */
export async function essProblem(
  attributes: Attributes,
  certificate: Certificate,
  { demand, digests }: EssQuestion,
): Promise<EssProblem | null> {
  const present = Object.entries(DEFAULT_DIGESTS).filter(([type]) => attributes.has(type));
  const isMissing = demand === 'version-2' ? !attributes.has(OID.signingCertificateV2) : present.length === 0;
  if (isMissing) return demand === 'checked' ? null : 'signing-certificate-missing';
  for (const [type, defaultDigest] of present) {
    const value = onlyValue(attributes, type);
    const named = value === null ? null : await namedBy(value, certificate, defaultDigest);
    if (named === null) return 'signing-certificate-mismatch';
    const isDemanded = demand === 'version-2' && type === OID.signingCertificateV2;
    if (isDemanded && digests[named] !== 'accepted') return 'signing-certificate-mismatch';
  }
  return null;
}

/** The digest by which a SigningCertificate or SigningCertificateV2 names the certificate; null where it does not. */
async function namedBy(
  value: DerNode,
  certificate: Certificate,
  defaultDigest: DigestName,
): Promise<DigestName | null> {
  const [identifiers] = sequenceOf(value, 'SigningCertificate');
  const fields = fieldsOf(sequenceOf(identifiers, 'certs')[0], 'ESSCertID');
  const first = fields.next('certHash');
  const named = first.tag === TAG.sequence;
  const algorithm = named ? digestNamed(readAlgorithm(first)) : defaultDigest;
  const certHash = octetsOf(expectTag(named ? fields.next('certHash') : first, TAG.octetString, 'certHash'));
  const issuerSerial = fields.optional(TAG.sequence);
  fields.done();
  const hash = algorithm === null ? null : await certificateDigest(certificate, 'certificate', algorithm);
  if (hash === null || !equalBytes(certHash, hash)) return null;
  return issuerSerial === null || isIssuerSerialOf(issuerSerial, certificate) ? algorithm : null;
}

const DIRECTORY_NAME = 0xa4;

/** Whether an IssuerSerial (RFC 5035 §5.4.1) is that of the certificate. Throws `der-malformed`. */
function isIssuerSerialOf(node: DerNode, { issuer, serial }: Certificate): boolean {
  const fields = fieldsOf(node, 'IssuerSerial');
  const names = sequenceOf(fields.next('issuer'), 'GeneralNames');
  const number = serialOctets(fields.next('serialNumber'));
  const [name] = names;
  const inner = name?.tag === DIRECTORY_NAME ? name.children[0] : undefined;
  if (names.length !== 1 || inner === undefined) return false;
  return equalBytes(encoded(inner), issuer) && equalBytes(number, serial);
}
