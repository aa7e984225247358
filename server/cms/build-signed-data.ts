import { hex } from '../pki/bytes.ts';
import { type Certificate, readCertificate } from '../pki/certificate.ts';
import { TAG } from '../pki/der.ts';
import { contextTag, integer, octetString, oid, sequence, setOf } from '../pki/der-write.ts';
import { OID } from '../pki/oids.ts';
import { encodeSignedAttributes, SHA256_BYTES, serialNumber } from './build-signed-attributes.ts';
import { withLowS } from './low-s.ts';
import {
  type SealingAlgorithm,
  SHA256_IDENTIFIER,
  sealingAlgorithmOf,
  signatureIdentifier,
} from './sealing-algorithm.ts';

export type SignedDataParts = {
  /** DER SET OF, as `buildSignedAttributes` gave it and the key signed it. */
  readonly signedAttributes: Uint8Array;
  /** PKCS#1 block, or DER ECDSA-Sig-Value. */
  readonly signature: Uint8Array;
  readonly algorithm: SealingAlgorithm;
  /** DER of the signer's certificate. */
  readonly certificate: Uint8Array;
  /** DER of the issuing CAs. */
  readonly chain: readonly Uint8Array[];
};

/**
 * A detached CMS SignedData (RFC 5652 §5) in DER: one SignerInfo, SHA-256, the chain embedded, the smaller s of an ECDSA
 * value. Nothing is verified here.
 * Throws `certificate-malformed`, and when the algorithm is not the certificate's.
 */
export function buildSignedData(parts: SignedDataParts): Uint8Array<ArrayBuffer> {
  const isEcdsa = parts.algorithm === 'ecdsa-p256-sha256';
  return encodeSignedData(isEcdsa ? { ...parts, signature: withLowS(parts.signature) } : parts);
}

function encodeSignedData(parts: SignedDataParts): Uint8Array<ArrayBuffer> {
  const signer = readCertificate(parts.certificate);
  if (sealingAlgorithmOf(signer.publicKey) !== parts.algorithm) throw new Error('algorithm is not the certificate’s');
  const certificates = new Map([parts.certificate, ...parts.chain].map((der) => [hex(der), der]));
  const signedData = sequence(
    integer(1),
    setOf([SHA256_IDENTIFIER]),
    sequence(oid(OID.data)),
    setOf([...certificates.values()], CERTIFICATES_FIELD),
    setOf([signerInfo(parts, signer)]),
  );
  return sequence(oid(OID.signedData), contextTag(0, signedData));
}

const CERTIFICATES_FIELD = 0xa0;
const SIGNED_ATTRIBUTES_FIELD = 0xa0;

/** RFC 5652 §5.3; the signed attributes are the signed octets under an implicit tag. */
function signerInfo({ signedAttributes, signature, algorithm }: SignedDataParts, signer: Certificate): Uint8Array {
  if (signedAttributes[0] !== TAG.set) throw new Error('signed attributes are not a SET');
  const tagged = signedAttributes.slice();
  tagged[0] = SIGNED_ATTRIBUTES_FIELD;
  return sequence(
    integer(1),
    sequence(signer.issuer, serialNumber(signer.serial)),
    SHA256_IDENTIFIER,
    tagged,
    signatureIdentifier(algorithm),
    octetString(signature),
  );
}

/** Most octets of a DER ECDSA-Sig-Value on P-256: two 33-octet integers and their headers. */
const ECDSA_P256_BYTES = 72;

/**
 * The most bytes that `buildSignedData` can give for this signer, for the space to reserve in /Contents.
 * `timestampBytes` is added for a signature time-stamp. Throws as `buildSignedData` does.
 */
export function signedDataSize(
  { certificate, chain }: Pick<SignedDataParts, 'certificate' | 'chain'>,
  { timestampBytes = 0 }: { readonly timestampBytes?: number } = {},
): number {
  const signer = readCertificate(certificate);
  const blank = new Uint8Array(SHA256_BYTES);
  const { publicKey } = signer;
  const signature = new Uint8Array(publicKey.kind === 'rsa' ? Math.ceil(publicKey.bits / 8) : ECDSA_P256_BYTES);
  const signedAttributes = encodeSignedAttributes(blank, signer, blank);
  const algorithm = sealingAlgorithmOf(publicKey);
  return encodeSignedData({ signedAttributes, signature, algorithm, certificate, chain }).length + timestampBytes;
}
