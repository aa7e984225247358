import { createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { nullValue, octetString, oid, sequence, unsignedInteger } from '#core/asn1/der-write.ts';
import { OID } from '#core/asn1/oids.ts';
import { anyDigest } from '#core/bytes/any-digest.ts';
import type { DigestName } from '#core/x509/signature-scheme.ts';
import { attribute, forgeCms, signingCertificate } from './cms.ts';
import { latin1Bytes } from './pdf-writer.ts';
import type { TestCertificate } from './pki.ts';
import { rsaKeyOf } from './rsa-exponent.ts';
import { signPdf } from './sign-pdf.ts';
import { sm2Signer } from './sm2.ts';
import { newCurveKey } from './test-curves.ts';

/** A signer with an algorithm that confirmations are not sealed with, its values made elsewhere. */
export type FurtherSigner = {
  readonly name: string;
  readonly policy: 'accepted' | 'legacy';
  /** What the policy for confirmations makes of it. */
  readonly inSeal: 'accepted' | 'unsupported' | 'refused';
  readonly publicKey: KeyObject;
  readonly digest: DigestName;
  readonly digestAlgorithm: Uint8Array;
  /** Names of the signature in a CMS; the first in certificates too. */
  readonly algorithms: readonly Uint8Array[];
  readonly sign: (octets: Uint8Array) => Uint8Array;
};

const byNode = (digest: string | null, key: KeyObject, dsaEncoding: 'der' | 'ieee-p1363' = 'der') => {
  return (octets: Uint8Array) => new Uint8Array(sign(digest, octets, { key, dsaEncoding }));
};
const named = (...names: readonly string[]) => names.map((name) => sequence(oid(name)));
const SHA256 = { digest: 'SHA-256', digestAlgorithm: sequence(oid(OID.sha256)) } as const;
const SHA384 = { digest: 'SHA-384', digestAlgorithm: sequence(oid(OID.sha384)) } as const;
const SHA512 = { digest: 'SHA-512', digestAlgorithm: sequence(oid(OID.sha512)) } as const;
const SM3 = { digest: 'SM3', digestAlgorithm: sequence(oid(OID.sm3)) } as const;
const SHAKE = { digest: 'SHAKE256', digestAlgorithm: sequence(oid(OID.shake256)) } as const;
const SHAKE_LEN = { ...SHAKE, digestAlgorithm: sequence(oid(OID.shake256Len), unsignedInteger(Uint8Array.of(2, 0))) };

const keys = {
  bp256: newCurveKey('brainpoolP256r1'),
  bp384: newCurveKey('brainpoolP384r1'),
  bp512: newCurveKey('brainpoolP512r1'),
  k256: newCurveKey('secp256k1'),
  p256: newCurveKey('P-256'),
  ed25519: generateKeyPairSync('ed25519').privateKey,
  ed448: generateKeyPairSync('ed448').privateKey,
  rsa3: generateKeyPairSync('rsa', { modulusLength: 3072, publicExponent: 3 }).privateKey,
  rsa17: generateKeyPairSync('rsa', { modulusLength: 2048, publicExponent: 17 }).privateKey,
  // Beyond what WebCrypto takes in every engine.
  rsaLong: rsaKeyOf(2n ** 255n - 19n),
};
const sm2 = sm2Signer(0x3945208f7b2144b13f36e38ac6d39f95889393692860b51a42fb81ef4df7c5b8n);
const rsaSha256 = [sequence(oid(OID.sha256WithRsa), nullValue())];

export const FURTHER_SIGNERS: readonly FurtherSigner[] = [
  {
    name: 'ECDSA brainpoolP256r1 with SHA-256',
    policy: 'accepted',
    inSeal: 'unsupported',
    publicKey: createPublicKey(keys.bp256),
    ...SHA256,
    algorithms: named(OID.ecdsaWithSha256, OID.ecPublicKey),
    sign: byNode('sha256', keys.bp256),
  },
  {
    name: 'ECDSA brainpoolP384r1 with SHA-384',
    policy: 'accepted',
    inSeal: 'unsupported',
    publicKey: createPublicKey(keys.bp384),
    ...SHA384,
    algorithms: named(OID.ecdsaWithSha384, OID.ecPublicKey),
    sign: byNode('sha384', keys.bp384),
  },
  {
    name: 'ECDSA brainpoolP512r1 with SHA-512',
    policy: 'accepted',
    inSeal: 'unsupported',
    publicKey: createPublicKey(keys.bp512),
    ...SHA512,
    algorithms: named(OID.ecdsaWithSha512),
    sign: byNode('sha512', keys.bp512),
  },
  {
    name: 'ECDSA secp256k1 with SHA-256',
    policy: 'legacy',
    inSeal: 'unsupported',
    publicKey: createPublicKey(keys.k256),
    ...SHA256,
    algorithms: named(OID.ecdsaWithSha256, OID.ecPublicKey),
    sign: byNode('sha256', keys.k256),
  },
  {
    name: 'plain ECDSA P-256 with SHA-256',
    policy: 'accepted',
    inSeal: 'unsupported',
    publicKey: createPublicKey(keys.p256),
    ...SHA256,
    algorithms: named(OID.plainEcdsaWithSha256),
    sign: byNode('sha256', keys.p256, 'ieee-p1363'),
  },
  {
    name: 'plain ECDSA brainpoolP384r1 with SHA-384',
    policy: 'accepted',
    inSeal: 'unsupported',
    publicKey: createPublicKey(keys.bp384),
    ...SHA384,
    algorithms: named(OID.plainEcdsaWithSha384),
    sign: byNode('sha384', keys.bp384, 'ieee-p1363'),
  },
  {
    name: 'Ed25519',
    policy: 'accepted',
    inSeal: 'unsupported',
    publicKey: createPublicKey(keys.ed25519),
    ...SHA512,
    algorithms: named(OID.ed25519),
    sign: byNode(null, keys.ed25519),
  },
  {
    name: 'Ed448',
    policy: 'accepted',
    inSeal: 'unsupported',
    publicKey: createPublicKey(keys.ed448),
    ...SHAKE_LEN,
    algorithms: named(OID.ed448),
    sign: byNode(null, keys.ed448),
  },
  {
    name: 'Ed448',
    policy: 'accepted',
    inSeal: 'unsupported',
    publicKey: createPublicKey(keys.ed448),
    ...SHAKE,
    algorithms: named(OID.ed448),
    sign: byNode(null, keys.ed448),
  },
  {
    name: 'RSA-3072 with SHA-256',
    policy: 'legacy',
    inSeal: 'refused',
    publicKey: createPublicKey(keys.rsa3),
    ...SHA256,
    algorithms: rsaSha256,
    sign: byNode('sha256', keys.rsa3),
  },
  {
    name: 'RSA-2048 with SHA-256',
    policy: 'legacy',
    inSeal: 'refused',
    publicKey: createPublicKey(keys.rsa17),
    ...SHA256,
    algorithms: rsaSha256,
    sign: byNode('sha256', keys.rsa17),
  },
  {
    name: 'RSA-3072 with SHA-256',
    policy: 'accepted',
    inSeal: 'accepted',
    publicKey: createPublicKey(keys.rsaLong),
    ...SHA256,
    algorithms: rsaSha256,
    sign: byNode('sha256', keys.rsaLong),
  },
  {
    name: 'SM2 with SM3',
    policy: 'accepted',
    inSeal: 'unsupported',
    publicKey: sm2.publicKey,
    ...SM3,
    algorithms: named(OID.sm2WithSm3, OID.sm2Signature, OID.sm2Curve, OID.ecPublicKey),
    sign: sm2.sign,
  },
];

/** What is different from a good CMS. */
export type CmsChange = {
  /** Null leaves them out. */
  readonly attributes?: null;
  readonly type?: string;
  readonly contentType?: string;
  readonly attributeType?: string;
  readonly algorithm?: Uint8Array | undefined;
  readonly signature?: (octets: Uint8Array) => Uint8Array;
  readonly certificates?: readonly Uint8Array[];
};

/** The CMS of a document by a further signer, who has that certificate. */
export async function furtherCms(
  signed: Uint8Array,
  signer: FurtherSigner,
  leaf: TestCertificate,
  change: CmsChange = {},
): Promise<Uint8Array> {
  const contentType = change.contentType ?? OID.data;
  const attributes = [
    attribute(OID.contentType, oid(change.attributeType ?? contentType)),
    attribute(OID.messageDigest, octetString(await anyDigest(signer.digest, signed))),
    attribute(OID.signingCertificateV2, signingCertificate(leaf)),
  ];
  return forgeCms({
    leaf,
    attributes: change.attributes === null ? null : attributes,
    bareContent: signed,
    contentType,
    ...(change.type === undefined ? {} : { type: change.type }),
    announcedDigest: signer.digestAlgorithm,
    signerDigest: signer.digestAlgorithm,
    signatureAlgorithm: change.algorithm ?? signer.algorithms[0] ?? new Uint8Array(),
    makeSignature: change.signature ?? signer.sign,
    certificates: change.certificates ?? [leaf.der],
  });
}

/** Signs the last signature dictionary of a text, as `signPdf` does, with a CMS that takes its time. */
export async function signPdfLater(
  text: string,
  leaf: TestCertificate,
  make: (octets: Uint8Array) => Promise<Uint8Array>,
): Promise<Uint8Array> {
  let octets = new Uint8Array();
  signPdf(text, leaf, (signed) => {
    octets = new Uint8Array(signed);
    return new Uint8Array();
  });
  const cms = await make(octets);
  return latin1Bytes(signPdf(text, leaf, () => cms));
}
