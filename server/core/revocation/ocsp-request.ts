import { contextTag, nullValue, octetString, oid, sequence, unsignedInteger } from '#core/asn1/der-write.ts';
import { OID } from '#core/asn1/oids.ts';
import { digest } from '#core/bytes/bytes.ts';
import { readCertificate } from '#core/x509/certificate.ts';
import { keyBits } from '#core/x509/key-bits.ts';

export type OcspQuestion = {
  /** DER of the certificate in question and of its issuer. */
  readonly certificate: Uint8Array;
  readonly issuer: Uint8Array;
  /** How the certificate is named: every responder knows SHA-1 (RFC 5019 §2.1.1), newer ones SHA-256 too. It protects nothing. */
  readonly idDigest: 'SHA-1' | 'SHA-256';
  /** 1 to 128 random octets (RFC 9654 §2.1), which an answer made for this question repeats. */
  readonly nonce: Uint8Array;
};

const DIGEST_OID = { 'SHA-1': OID.sha1, 'SHA-256': OID.sha256 } as const;

/** An unsigned OCSPRequest about one certificate (RFC 6960 §4.1.1), in DER. Throws `certificate-malformed`. */
export async function buildOcspRequest({ certificate, issuer, idDigest, nonce }: OcspQuestion): Promise<Uint8Array> {
  const asked = readCertificate(certificate);
  const authority = readCertificate(issuer);
  const certId = sequence(
    sequence(oid(DIGEST_OID[idDigest]), nullValue()),
    octetString(await digest(idDigest, authority.subject)),
    octetString(await digest(idDigest, keyBits(authority))),
    unsignedInteger(asked.serial),
  );
  const nonceExtension = sequence(oid(OID.ocspNonce), octetString(octetString(nonce)));
  return sequence(sequence(sequence(sequence(certId)), contextTag(2, sequence(nonceExtension))));
}
