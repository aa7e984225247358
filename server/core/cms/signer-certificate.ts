import { encoded, octetsOf, readBer, readDer, TAG } from '#core/asn1/der.ts';
import { fieldsOf, serialOctets } from '#core/asn1/der-values.ts';
import { orNull } from '#core/asn1/malformed.ts';
import { OID } from '#core/asn1/oids.ts';
import { equalBytes } from '#core/bytes/bytes.ts';
import { type Certificate, readCertificate } from '#core/x509/certificate.ts';
import type { SignerIdentifier } from './signed-data.ts';

/** The certificate that the SignerIdentifier names; those that cannot be read are passed over. */
export function signerCertificate(
  certificates: readonly Uint8Array[],
  identifier: SignerIdentifier,
  read: (der: Uint8Array) => Certificate = readCertificate,
): Certificate | null {
  for (const der of certificates) {
    const certificate = orNull(() => read(der));
    if (certificate !== null && isNamedBy(certificate, identifier)) return certificate;
  }
  return null;
}

function isNamedBy(certificate: Certificate, identifier: SignerIdentifier): boolean {
  if (identifier.kind === 'issuer-and-serial') {
    return equalBytes(certificate.issuer, identifier.issuer) && equalBytes(certificate.serial, identifier.serial);
  }
  const extension = certificate.extensions.get(OID.subjectKeyIdentifier);
  if (extension === undefined) return false;
  const node = readDer(extension.value);
  return node.tag === TAG.octetString && equalBytes(octetsOf(node), identifier.keyIdentifier);
}

/** Whether what cannot be read as a certificate still says that it is another one than the SignerIdentifier names. */
export function isNamedOtherwise(der: Uint8Array, identifier: SignerIdentifier): boolean {
  if (identifier.kind === 'key-identifier') return false;
  const names = orNull(() => issuerAndSerial(der));
  if (names === null) return false;
  return !equalBytes(names.issuer, identifier.issuer) || !equalBytes(names.serial, identifier.serial);
}

const VERSION_FIELD = 0xa0;

/** The first fields of a TBSCertificate (RFC 5280 §4.1), whatever follows them. Throws `der-malformed`. */
function issuerAndSerial(der: Uint8Array): { readonly issuer: Uint8Array; readonly serial: Uint8Array } {
  const certificate = fieldsOf(readBer(der).node, 'Certificate');
  const fields = fieldsOf(certificate.next('tbsCertificate'), 'TBSCertificate');
  fields.optional(VERSION_FIELD);
  const serial = serialOctets(fields.next('serialNumber'));
  fields.next('signature');
  return { issuer: encoded(fields.next('issuer')), serial };
}
