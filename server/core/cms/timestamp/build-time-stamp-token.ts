import { TAG } from '#core/asn1/der.ts';
import { contextTag, integer, octetString, oid, sequence, setOf, tlv, unsignedInteger } from '#core/asn1/der-write.ts';
import { OID } from '#core/asn1/oids.ts';
import { digest } from '#core/bytes/bytes.ts';
import { attribute, signingCertificate } from '#core/cms/build-signed-attributes.ts';
import { readCertificate } from '#core/x509/certificate.ts';
import { certificateSha256 } from '#core/x509/certificate-digests.ts';
import {
  digestIdentifier,
  type SealingAlgorithm,
  sealingDigest,
  signatureIdentifier,
} from '#core/x509/sealing-algorithm.ts';

export type TimeStampParts = {
  /** SHA-256 of what is stamped. */
  readonly imprint: Uint8Array;
  /** Dotted. */
  readonly policy: string;
  /** Octets of positive integers; the nonce null where none was sent. */
  readonly serial: Uint8Array;
  readonly nonce: Uint8Array | null;
  /** Milliseconds since the epoch. */
  readonly genTime: number;
  /** Whole seconds, below 128. */
  readonly accuracySeconds: number;
};

export type TimeStampSigner = {
  readonly algorithm: SealingAlgorithm;
  /** DER of the authority's certificate. */
  readonly certificate: Uint8Array;
  /** DER of what else the token shall carry. */
  readonly chain: readonly Uint8Array[];
  /** Gives an RSA block, or a DER ECDSA-Sig-Value. */
  readonly sign: (bytes: Uint8Array) => Promise<Uint8Array>;
};

/** A TimeStampToken in DER (RFC 3161 §2.4.2, with signing-certificate-v2 as RFC 5816 has it). */
export async function buildTimeStampToken(parts: TimeStampParts, signer: TimeStampSigner): Promise<Uint8Array> {
  const info = tstInfo(parts);
  const { algorithm, certificate, chain } = signer;
  const { issuer, serial } = readCertificate(certificate);
  const signedAttributes = await attributesOf(info, signer);
  const signature = await signer.sign(signedAttributes);
  const tagged = signedAttributes.slice();
  tagged[0] = SIGNED_ATTRIBUTES_FIELD;
  const signerInfo = sequence(
    integer(1),
    sequence(issuer, unsignedInteger(serial)),
    digestIdentifier(algorithm),
    tagged,
    signatureIdentifier(algorithm),
    octetString(signature),
  );
  const signedData = sequence(
    integer(3),
    setOf([digestIdentifier(algorithm)]),
    sequence(oid(OID.tstInfo), contextTag(0, octetString(info))),
    setOf([certificate, ...chain], CERTIFICATES_FIELD),
    setOf([signerInfo]),
  );
  return sequence(oid(OID.signedData), contextTag(0, signedData));
}

const CERTIFICATES_FIELD = 0xa0;
const SIGNED_ATTRIBUTES_FIELD = 0xa0;

async function attributesOf(info: Uint8Array, { algorithm, certificate: der }: TimeStampSigner): Promise<Uint8Array> {
  const certificate = readCertificate(der);
  const certificateHash = await certificateSha256(certificate);
  return setOf([
    attribute(OID.contentType, oid(OID.tstInfo)),
    attribute(OID.messageDigest, octetString(await digest(sealingDigest(algorithm), info))),
    attribute(OID.signingCertificateV2, signingCertificate(certificate, certificateHash)),
  ]);
}

function tstInfo(parts: TimeStampParts): Uint8Array {
  return sequence(
    integer(1),
    oid(parts.policy),
    messageImprint(parts.imprint),
    unsignedInteger(parts.serial),
    tlv(TAG.generalizedTime, new TextEncoder().encode(generalizedTime(parts.genTime))),
    sequence(integer(parts.accuracySeconds)),
    ...(parts.nonce === null ? [] : [unsignedInteger(parts.nonce)]),
  );
}

/** MessageImprint (RFC 3161 §2.4.1) of a SHA-256. */
export function messageImprint(sha256: Uint8Array): Uint8Array {
  return sequence(sequence(oid(OID.sha256)), octetString(sha256));
}

/** In UTC with seconds, the fraction without zeros at its end (RFC 3161 §2.4.2). */
function generalizedTime(ms: number): string {
  const [seconds = '', fraction = ''] = new Date(ms)
    .toISOString()
    .replace(/[-:TZ]/g, '')
    .split('.');
  const significant = fraction.replace(/0{1,3}$/, '');
  return `${seconds}${significant === '' ? '' : `.${significant}`}Z`;
}
