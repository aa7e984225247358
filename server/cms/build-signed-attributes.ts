import { digest } from '../pki/bytes.ts';
import { type Certificate, readCertificate } from '../pki/certificate.ts';
import { TAG } from '../pki/der.ts';
import { contextTag, octetString, oid, sequence, setOf, tlv } from '../pki/der-write.ts';
import { OID } from '../pki/oids.ts';
import { algorithmProtection, sealingAlgorithmOf } from './sealing-algorithm.ts';

/**
 * The signed attributes of a PAdES signature (EN 319 142-1 §6.3): content-type, message-digest, signing-certificate-v2
 * and the algorithm protection of RFC 6211; no signing-time, which PAdES keeps in the signature dictionary.
 *
 * `digest` is the SHA-256 of the byte range, `certificate` the signer's in DER. Gives the DER SET OF that is signed
 * (RFC 5652 §5.4). Throws `certificate-malformed`, and for a digest that is not 32 bytes.
 */
export async function buildSignedAttributes(parts: {
  readonly digest: Uint8Array;
  readonly certificate: Uint8Array;
}): Promise<Uint8Array<ArrayBuffer>> {
  if (parts.digest.length !== SHA256_BYTES) throw new Error('digest is not a SHA-256');
  const certificate = readCertificate(parts.certificate);
  return encodeSignedAttributes(parts.digest, certificate, await digest('SHA-256', certificate.der));
}

export const SHA256_BYTES = 32;

/** The same, with the certificate's hash given. */
export function encodeSignedAttributes(
  documentDigest: Uint8Array,
  certificate: Certificate,
  certificateHash: Uint8Array,
): Uint8Array<ArrayBuffer> {
  return setOf([
    attribute(OID.contentType, oid(OID.data)),
    attribute(OID.messageDigest, octetString(documentDigest)),
    attribute(OID.signingCertificateV2, signingCertificate(certificate, certificateHash)),
    attribute(OID.cmsAlgorithmProtection, algorithmProtection(sealingAlgorithmOf(certificate.publicKey))),
  ]);
}

function attribute(type: string, value: Uint8Array): Uint8Array {
  return sequence(oid(type), setOf([value]));
}

/** SigningCertificateV2 (RFC 5035 §3): SHA-256 is the default and so left out of the DER. */
function signingCertificate({ issuer, serial }: Certificate, certificateHash: Uint8Array): Uint8Array {
  const directoryName = contextTag(4, issuer);
  const issuerSerial = sequence(sequence(directoryName), serialNumber(serial));
  return sequence(sequence(sequence(octetString(certificateHash), issuerSerial)));
}

/** A non-negative INTEGER from its octets. */
export function serialNumber(octets: Uint8Array): Uint8Array {
  return (octets[0] ?? 0) < 0x80 ? tlv(TAG.integer, octets) : tlv(TAG.integer, Uint8Array.of(0), octets);
}
