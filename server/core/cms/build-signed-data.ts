import { TAG } from '#core/asn1/der.ts';
import { contextTag, integer, octetString, oid, sequence, setOf, unsignedInteger } from '#core/asn1/der-write.ts';
import { OID } from '#core/asn1/oids.ts';
import { octetKey } from '#core/bytes/bytes.ts';
import { type Certificate, readCertificate } from '#core/x509/certificate.ts';
import {
  digestIdentifier,
  fitsKey,
  type SealingAlgorithm,
  type SealingCurve,
  sealingCurve,
  signatureIdentifier,
} from '#core/x509/sealing-algorithm.ts';
import { CERTIFICATE_HASH_BYTES, digestBytes, encodeSignedAttributes } from './build-signed-attributes.ts';
import { withLowS } from './low-s.ts';

export type SignedDataParts = {
  /** DER SET OF, as `buildSignedAttributes` gave it and the key signed it. */
  readonly signedAttributes: Uint8Array;
  /** RSA block, or DER ECDSA-Sig-Value. */
  readonly signature: Uint8Array;
  readonly algorithm: SealingAlgorithm;
  /** DER of the signer's certificate. */
  readonly certificate: Uint8Array;
  /** DER of the issuing CAs. */
  readonly chain: readonly Uint8Array[];
  /** DER of a time-stamp token over the signature value (EN 319 122-1 §5.3), to lie beside it. */
  readonly timeStamp?: Uint8Array;
};

/**
 * A detached CMS SignedData (RFC 5652 §5) in DER: one SignerInfo, the chain embedded, the smaller s of an ECDSA value.
 * Nothing is verified here.
 * Throws `certificate-malformed`, and when the algorithm is not the certificate's.
 */
export function buildSignedData(parts: SignedDataParts): Uint8Array<ArrayBuffer> {
  return encodeSignedData({ ...parts, signature: signatureValue(parts.signature, parts.algorithm) });
}

/** The signature value as it will stand in the CMS, and so what a time-stamp is over: the smaller s of an ECDSA value. */
export function signatureValue(signature: Uint8Array, algorithm: SealingAlgorithm): Uint8Array {
  const curve = sealingCurve(algorithm);
  return curve === null ? signature : withLowS(signature, curve);
}

function encodeSignedData(parts: SignedDataParts): Uint8Array<ArrayBuffer> {
  const signer = readCertificate(parts.certificate);
  if (!fitsKey(parts.algorithm, signer.publicKey)) throw new Error('algorithm is not the certificate’s');
  const certificates = new Map([parts.certificate, ...parts.chain].map((der) => [octetKey(der), der]));
  const signedData = sequence(
    integer(1),
    setOf([digestIdentifier(parts.algorithm)]),
    sequence(oid(OID.data)),
    setOf([...certificates.values()], CERTIFICATES_FIELD),
    setOf([signerInfo(parts, signer)]),
  );
  return sequence(oid(OID.signedData), contextTag(0, signedData));
}

const CERTIFICATES_FIELD = 0xa0;
const SIGNED_ATTRIBUTES_FIELD = 0xa0;
const UNSIGNED_ATTRIBUTES_FIELD = 0xa1;

/** RFC 5652 §5.3; the signed attributes are the signed octets under an implicit tag. */
function signerInfo(parts: SignedDataParts, signer: Certificate): Uint8Array {
  const { signedAttributes, signature, algorithm, timeStamp } = parts;
  if (signedAttributes[0] !== TAG.set) throw new Error('signed attributes are not a SET');
  const tagged = signedAttributes.slice();
  tagged[0] = SIGNED_ATTRIBUTES_FIELD;
  return sequence(
    integer(1),
    sequence(signer.issuer, unsignedInteger(signer.serial)),
    digestIdentifier(algorithm),
    tagged,
    signatureIdentifier(algorithm),
    octetString(signature),
    ...(timeStamp === undefined ? [] : [setOf([signatureTimeStamp(timeStamp)], UNSIGNED_ATTRIBUTES_FIELD)]),
  );
}

function signatureTimeStamp(token: Uint8Array): Uint8Array {
  return sequence(oid(OID.signatureTimeStamp), setOf([token]));
}

/** Most octets of a DER ECDSA-Sig-Value: two integers of the order's length and a sign octet, and three headers. */
const ECDSA_BYTES: Readonly<Record<SealingCurve, number>> = { 'P-256': 72, 'P-384': 104 };

/**
 * The most bytes that `buildSignedData` can give for this signer, for the space to reserve in /Contents.
 * `timestampBytes` are the most that a time-stamp token may have; 0 for none. Throws as `buildSignedData` does.
 */
export function signedDataSize(
  signer: Pick<SignedDataParts, 'certificate' | 'chain' | 'algorithm'>,
  { timestampBytes = 0 }: { readonly timestampBytes?: number } = {},
): number {
  const certificate = readCertificate(signer.certificate);
  const { algorithm } = signer;
  const signedAttributes = encodeSignedAttributes({
    documentDigest: new Uint8Array(digestBytes(algorithm)),
    certificate,
    certificateHash: new Uint8Array(CERTIFICATE_HASH_BYTES),
    algorithm,
  });
  const { publicKey } = certificate;
  const curve = sealingCurve(algorithm);
  const rsaBytes = publicKey.kind === 'rsa' ? Math.ceil(publicKey.bits / 8) : 0;
  const signature = new Uint8Array(curve === null ? rsaBytes : ECDSA_BYTES[curve]);
  const timeStamp = timestampBytes === 0 ? {} : { timeStamp: new Uint8Array(timestampBytes) };
  return encodeSignedData({ ...signer, signedAttributes, signature, ...timeStamp }).length;
}
