import { octetsOf, readDer } from '#core/asn1/der.ts';
import { contextTag, octetString, oid, sequence, setOf, unsignedInteger } from '#core/asn1/der-write.ts';
import { OID } from '#core/asn1/oids.ts';
import { type Certificate, readCertificate } from '#core/x509/certificate.ts';
import { certificateSha256 } from '#core/x509/certificate-digests.ts';
import {
  digestIdentifier,
  fitsKey,
  type SealingAlgorithm,
  sealingDigest,
  signatureIdentifier,
} from '#core/x509/sealing-algorithm.ts';

/**
 * The signed attributes of a PAdES signature (EN 319 142-1 §6.3): content-type, message-digest, signing-certificate-v2
 * and the algorithm protection of RFC 6211; no signing-time, which PAdES keeps in the signature dictionary.
 *
 * `digest` is that of the byte range by the algorithm's digest, `certificate` the signer's in DER. Gives the DER SET OF
 * that is signed (RFC 5652 §5.4). Throws `certificate-malformed`, for a digest of another length and for an algorithm
 * that is not the certificate's.
 */
export async function buildSignedAttributes(parts: {
  readonly digest: Uint8Array;
  readonly certificate: Uint8Array;
  readonly algorithm: SealingAlgorithm;
}): Promise<Uint8Array<ArrayBuffer>> {
  const { algorithm } = parts;
  if (parts.digest.length !== digestBytes(algorithm)) throw new Error(`digest is not a ${sealingDigest(algorithm)}`);
  const certificate = readCertificate(parts.certificate);
  if (!fitsKey(algorithm, certificate.publicKey)) throw new Error('algorithm is not the certificate’s');
  const certificateHash = await certificateSha256(certificate);
  return encodeSignedAttributes({ documentDigest: parts.digest, certificate, certificateHash, algorithm });
}

const DIGEST_BYTES = { 'SHA-256': 32, 'SHA-384': 48 } as const;

/** Octets of the document's digest. */
export function digestBytes(algorithm: SealingAlgorithm): number {
  return DIGEST_BYTES[sealingDigest(algorithm)];
}

/** The same, with the certificate's SHA-256 given. */
export function encodeSignedAttributes(parts: {
  readonly documentDigest: Uint8Array;
  readonly certificate: Certificate;
  readonly certificateHash: Uint8Array;
  readonly algorithm: SealingAlgorithm;
}): Uint8Array<ArrayBuffer> {
  return setOf([
    attribute(OID.contentType, oid(OID.data)),
    attribute(OID.messageDigest, octetString(parts.documentDigest)),
    attribute(OID.signingCertificateV2, signingCertificate(parts.certificate, parts.certificateHash)),
    attribute(OID.cmsAlgorithmProtection, algorithmProtection(parts.algorithm)),
  ]);
}

/** Octets of a SHA-256, which names the signer's certificate whatever the document is digested with. */
export const CERTIFICATE_HASH_BYTES = 32;

/** CMSAlgorithmProtection (RFC 6211 §2): binds both algorithms under the signature. */
function algorithmProtection(algorithm: SealingAlgorithm): Uint8Array {
  return sequence(digestIdentifier(algorithm), contextTag(1, octetsOf(readDer(signatureIdentifier(algorithm)))));
}

/** An Attribute of one value (RFC 5652 §5.3). */
export function attribute(type: string, value: Uint8Array): Uint8Array {
  return sequence(oid(type), setOf([value]));
}

/** SigningCertificateV2 (RFC 5035 §3): SHA-256 is the default and so left out of the DER. */
export function signingCertificate({ issuer, serial }: Certificate, certificateHash: Uint8Array): Uint8Array {
  const directoryName = contextTag(4, issuer);
  const issuerSerial = sequence(sequence(directoryName), unsignedInteger(serial));
  return sequence(sequence(sequence(octetString(certificateHash), issuerSerial)));
}
