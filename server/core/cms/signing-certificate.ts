import { type DerNode, encoded, octetsOf, TAG } from '#core/asn1/der.ts';
import { expectTag, fieldsOf, sequenceOf, serialOctets } from '#core/asn1/der-values.ts';
import { digest, equalBytes, type HashName } from '#core/bytes/bytes.ts';
import type { Certificate } from '#core/x509/certificate.ts';
import { type DigestName, digestNamed, readAlgorithm } from '#core/x509/signature-scheme.ts';

const HASHES: Partial<Record<DigestName, HashName>> = {
  'SHA-256': 'SHA-256',
  'SHA-384': 'SHA-384',
  'SHA-512': 'SHA-512',
};

const DIRECTORY_NAME = 0xa4;

/**
 * Whether a SigningCertificateV2 value (RFC 5035 §3) names this certificate first: its hash, and its issuer and serial
 * number where they are given. Throws `der-malformed`.
 */
export async function namesCertificate(value: DerNode, certificate: Certificate): Promise<boolean> {
  const [identifiers] = sequenceOf(value, 'SigningCertificateV2');
  const fields = fieldsOf(sequenceOf(identifiers, 'certs')[0], 'ESSCertIDv2');
  const first = fields.next('certHash');
  const hashed = first.tag === TAG.sequence;
  const hash = hashed ? HASHES[digestNamed(readAlgorithm(first)) ?? 'MD5'] : 'SHA-256';
  const certHash = octetsOf(expectTag(hashed ? fields.next('certHash') : first, TAG.octetString, 'certHash'));
  const issuerSerial = fields.optional(TAG.sequence);
  fields.done();
  if (hash === undefined || !equalBytes(certHash, await digest(hash, certificate.der))) return false;
  return issuerSerial === null || isIssuerSerialOf(issuerSerial, certificate);
}

/** Whether an IssuerSerial (RFC 5035 §5.4.1) is that of the certificate. Throws `der-malformed`. */
export function isIssuerSerialOf(node: DerNode, { issuer, serial }: Certificate): boolean {
  const fields = fieldsOf(node, 'IssuerSerial');
  const names = sequenceOf(fields.next('issuer'), 'GeneralNames');
  const number = serialOctets(fields.next('serialNumber'));
  const [name] = names;
  const inner = name?.tag === DIRECTORY_NAME ? name.children[0] : undefined;
  if (names.length !== 1 || inner === undefined) return false;
  return equalBytes(encoded(inner), issuer) && equalBytes(number, serial);
}
