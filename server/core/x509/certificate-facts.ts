import { readAs } from '#core/asn1/malformed.ts';
import { OID } from '#core/asn1/oids.ts';
import { hex } from '#core/bytes/bytes.ts';
import type { CertificateFacts } from '#core/confirmation/evidence.ts';
import { type Certificate, readCertificate } from './certificate.ts';
import { certificateSha256 } from './certificate-digests.ts';
import { nameAttributes, nameText, nameValue } from './names.ts';

/** The facts that checks and result pages use. Throws `certificate-malformed`. */
export async function certificateFacts(der: Uint8Array): Promise<CertificateFacts> {
  return factsOf(readCertificate(der));
}

/** The facts of a certificate already read. Throws `certificate-malformed` for a name that is none. */
export async function factsOf(certificate: Certificate): Promise<CertificateFacts> {
  const { subject, issuer } = readAs('certificate-malformed', () => ({
    subject: nameAttributes(certificate.subject),
    issuer: nameText(certificate.issuer),
  }));
  return {
    organization: nameValue(subject, OID.organization),
    organizationIdentifier: nameValue(subject, OID.organizationIdentifier),
    commonName: nameValue(subject, OID.commonName),
    issuer,
    serialNumber: hex(certificate.serial).toUpperCase(),
    sha256: hex(await certificateSha256(certificate)),
    notBefore: new Date(certificate.notBefore).toISOString(),
    notAfter: new Date(certificate.notAfter).toISOString(),
  };
}
