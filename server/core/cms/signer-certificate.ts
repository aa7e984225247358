import { octetsOf, readDer, TAG } from '#core/asn1/der.ts';
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
