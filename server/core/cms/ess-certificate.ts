import { type DerNode, octetsOf, TAG } from '#core/asn1/der.ts';
import { expectTag, fieldsOf, sequenceOf } from '#core/asn1/der-values.ts';
import { OID } from '#core/asn1/oids.ts';
import { equalBytes } from '#core/bytes/bytes.ts';
import type { Certificate } from '#core/x509/certificate.ts';
import { certificateDigest } from '#core/x509/certificate-digests.ts';
import { type DigestName, digestNamed, readAlgorithm } from '#core/x509/signature-scheme.ts';
import { type Attributes, onlyValue } from './attributes.ts';
import { isIssuerSerialOf } from './signing-certificate.ts';

/** The digest where an attribute names none: version 1 knows SHA-1 alone (RFC 2634 §5.4, RFC 5035 §3). */
const DEFAULT_DIGESTS = { [OID.signingCertificate]: 'SHA-1', [OID.signingCertificateV2]: 'SHA-256' } as const;

export type EssProblem = 'signing-certificate-missing' | 'signing-certificate-mismatch';

/**
 * What is wrong with the signing-certificate attributes of either version: each one that is there names the signer's
 * certificate first. Version 1 counts too: whoever would abuse its SHA-1 needs a second certificate for the signer's own
 * key and of a given hash. Throws `der-malformed`.
 */
export async function essProblem(
  attributes: Attributes,
  certificate: Certificate,
  demand: 'required' | 'checked',
): Promise<EssProblem | null> {
  const present = Object.entries(DEFAULT_DIGESTS).filter(([type]) => attributes.has(type));
  if (present.length === 0) return demand === 'required' ? 'signing-certificate-missing' : null;
  for (const [type, defaultDigest] of present) {
    const value = onlyValue(attributes, type);
    if (value === null || !(await names(value, certificate, defaultDigest))) return 'signing-certificate-mismatch';
  }
  return null;
}

async function names(value: DerNode, certificate: Certificate, defaultDigest: DigestName): Promise<boolean> {
  const [identifiers] = sequenceOf(value, 'SigningCertificate');
  const fields = fieldsOf(sequenceOf(identifiers, 'certs')[0], 'ESSCertID');
  const first = fields.next('certHash');
  const named = first.tag === TAG.sequence;
  const algorithm = named ? digestNamed(readAlgorithm(first)) : defaultDigest;
  const certHash = octetsOf(expectTag(named ? fields.next('certHash') : first, TAG.octetString, 'certHash'));
  const issuerSerial = fields.optional(TAG.sequence);
  fields.done();
  const hash = algorithm === null ? null : await certificateDigest(certificate, 'certificate', algorithm);
  if (hash === null || !equalBytes(certHash, hash)) return false;
  return issuerSerial === null || isIssuerSerialOf(issuerSerial, certificate);
}
