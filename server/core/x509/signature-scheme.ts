import { type DerNode, encoded, malformed, TAG } from '#core/asn1/der.ts';
import { fieldsOf, oidOf, smallInteger } from '#core/asn1/der-values.ts';
import { nullValue, unsignedInteger } from '#core/asn1/der-write.ts';
import { OID } from '#core/asn1/oids.ts';
import { equalBytes } from '#core/bytes/bytes.ts';
import type { EdwardsCurve } from './curves.ts';

/** An AlgorithmIdentifier (RFC 5280 §4.1.1.2). */
export type AlgorithmIdentifier = { readonly oid: string; readonly parameters: DerNode | null };

/** The digests that have a name here, used or not. */
export type DigestName =
  | 'MD5'
  | 'SHA-1'
  | 'SHA-224'
  | 'SHA-256'
  | 'SHA-384'
  | 'SHA-512'
  | 'SHA3-256'
  | 'SHA3-384'
  | 'SHA3-512'
  /** With an output of 512 bits, as CMS uses it (RFC 8419 §2.3, RFC 8702 §3.1). */
  | 'SHAKE256'
  | 'SM3';

/** How a signature value was made. */
export type SignatureScheme =
  | { readonly kind: 'rsa-pkcs1'; readonly digest: DigestName }
  | { readonly kind: 'rsa-pss'; readonly digest: DigestName; readonly saltLength: number }
  /** `ecdsa-plain`: with r‖s for a value (BSI TR-03111 §5.2.1.1). */
  | { readonly kind: 'ecdsa' | 'ecdsa-plain'; readonly digest: DigestName }
  | { readonly kind: 'sm2'; readonly digest: 'SM3' }
  /** `digest` is that of the message in a CMS (RFC 8419 §3.1); the signature itself digests in a way of its own. */
  | { readonly kind: 'eddsa'; readonly curve: EdwardsCurve; readonly digest: 'SHA-512' | 'SHAKE256' }
  | { readonly kind: 'unknown'; readonly name: string };

const DIGESTS: Readonly<Record<string, DigestName>> = {
  [OID.md5]: 'MD5',
  [OID.sha1]: 'SHA-1',
  [OID.sha224]: 'SHA-224',
  [OID.sha256]: 'SHA-256',
  [OID.sha384]: 'SHA-384',
  [OID.sha512]: 'SHA-512',
  [OID.sha3x256]: 'SHA3-256',
  [OID.sha3x384]: 'SHA3-384',
  [OID.sha3x512]: 'SHA3-512',
  [OID.shake256]: 'SHAKE256',
  [OID.sm3]: 'SM3',
};

const SCHEMES: Readonly<Record<string, SignatureScheme>> = {
  [OID.md5WithRsa]: { kind: 'rsa-pkcs1', digest: 'MD5' },
  [OID.sha1WithRsa]: { kind: 'rsa-pkcs1', digest: 'SHA-1' },
  [OID.sha224WithRsa]: { kind: 'rsa-pkcs1', digest: 'SHA-224' },
  [OID.sha256WithRsa]: { kind: 'rsa-pkcs1', digest: 'SHA-256' },
  [OID.sha384WithRsa]: { kind: 'rsa-pkcs1', digest: 'SHA-384' },
  [OID.sha512WithRsa]: { kind: 'rsa-pkcs1', digest: 'SHA-512' },
  [OID.sha3x256WithRsa]: { kind: 'rsa-pkcs1', digest: 'SHA3-256' },
  [OID.sha3x384WithRsa]: { kind: 'rsa-pkcs1', digest: 'SHA3-384' },
  [OID.sha3x512WithRsa]: { kind: 'rsa-pkcs1', digest: 'SHA3-512' },
  [OID.ecdsaWithSha1]: { kind: 'ecdsa', digest: 'SHA-1' },
  [OID.ecdsaWithSha224]: { kind: 'ecdsa', digest: 'SHA-224' },
  [OID.ecdsaWithSha256]: { kind: 'ecdsa', digest: 'SHA-256' },
  [OID.ecdsaWithSha384]: { kind: 'ecdsa', digest: 'SHA-384' },
  [OID.ecdsaWithSha512]: { kind: 'ecdsa', digest: 'SHA-512' },
  [OID.ecdsaWithSha3x256]: { kind: 'ecdsa', digest: 'SHA3-256' },
  [OID.ecdsaWithSha3x384]: { kind: 'ecdsa', digest: 'SHA3-384' },
  [OID.ecdsaWithSha3x512]: { kind: 'ecdsa', digest: 'SHA3-512' },
  [OID.plainEcdsaWithSha1]: { kind: 'ecdsa-plain', digest: 'SHA-1' },
  [OID.plainEcdsaWithSha224]: { kind: 'ecdsa-plain', digest: 'SHA-224' },
  [OID.plainEcdsaWithSha256]: { kind: 'ecdsa-plain', digest: 'SHA-256' },
  [OID.plainEcdsaWithSha384]: { kind: 'ecdsa-plain', digest: 'SHA-384' },
  [OID.plainEcdsaWithSha512]: { kind: 'ecdsa-plain', digest: 'SHA-512' },
  [OID.plainEcdsaWithSha3x256]: { kind: 'ecdsa-plain', digest: 'SHA3-256' },
  [OID.plainEcdsaWithSha3x384]: { kind: 'ecdsa-plain', digest: 'SHA3-384' },
  [OID.plainEcdsaWithSha3x512]: { kind: 'ecdsa-plain', digest: 'SHA3-512' },
  [OID.sm2WithSm3]: { kind: 'sm2', digest: 'SM3' },
  [OID.ed25519]: { kind: 'eddsa', curve: 'Ed25519', digest: 'SHA-512' },
  [OID.ed448]: { kind: 'eddsa', curve: 'Ed448', digest: 'SHAKE256' },
};

const UNKNOWN_NAMES: Readonly<Record<string, string>> = {
  [OID.dsa]: 'DSA',
  [OID.mlDsa44]: 'ML-DSA-44',
  [OID.mlDsa65]: 'ML-DSA-65',
  [OID.mlDsa87]: 'ML-DSA-87',
};

/** Throws `der-malformed`. */
export function readAlgorithm(node: DerNode | undefined): AlgorithmIdentifier {
  const fields = fieldsOf(node, 'AlgorithmIdentifier');
  const oid = oidOf(fields.next('algorithm'));
  const [, parameters = null] = node?.children ?? [];
  if ((node?.children.length ?? 0) > 2) throw malformed('unexpected field in AlgorithmIdentifier');
  return { oid, parameters };
}

/** Whether two identifiers mean the same; absent parameters count as NULL (RFC 5754 §2). */
export function sameAlgorithm(a: AlgorithmIdentifier, b: AlgorithmIdentifier): boolean {
  return a.oid === b.oid && equalBytes(parametersOf(a), parametersOf(b));
}

function parametersOf(algorithm: AlgorithmIdentifier): Uint8Array {
  return algorithm.parameters === null ? nullValue() : encoded(algorithm.parameters);
}

/** The digest that an identifier names, null for one that has no name here. */
export function digestNamed({ oid, parameters }: AlgorithmIdentifier): DigestName | null {
  if (oid === OID.shake256Len) return isShakeLength(parameters) ? 'SHAKE256' : null;
  return DIGESTS[oid] ?? null;
}

/** ShakeOutputLen of 512 bits, the only one that CMS knows (RFC 8419 §2.3). */
const SHAKE_LENGTH = unsignedInteger(Uint8Array.of(2, 0));

function isShakeLength(parameters: DerNode | null): boolean {
  return parameters !== null && equalBytes(encoded(parameters), SHAKE_LENGTH);
}

/** How SM2 signatures are named in CMS beside their own identifier (GB/T 35275 §8): by what the key is for, or by its curve. */
const SM2_NAMES: readonly string[] = [OID.sm2Signature, OID.sm2Curve];

/**
 * The scheme of a signature of anybody's CMS: some signers name the bare key type for elliptic curves too. Throws
 * `der-malformed`.
 */
export function anyScheme(algorithm: AlgorithmIdentifier, cmsDigest: DigestName | null): SignatureScheme {
  const isBare = algorithm.oid === OID.ecPublicKey;
  if (cmsDigest === 'SM3' && (isBare || SM2_NAMES.includes(algorithm.oid))) return { kind: 'sm2', digest: 'SM3' };
  if (isBare && cmsDigest !== null) return { kind: 'ecdsa', digest: cmsDigest };
  return signatureScheme(algorithm, cmsDigest);
}

/**
 * The scheme of a signature. CMS may name the bare key type (`rsaEncryption`, RFC 5754 §3.2); `cmsDigest` then says the
 * digest. Certificates and CRLs pass null and get `unknown` for it. Throws `der-malformed` for broken PSS parameters.
 */
export function signatureScheme(algorithm: AlgorithmIdentifier, cmsDigest: DigestName | null): SignatureScheme {
  const known = SCHEMES[algorithm.oid];
  if (known !== undefined) return known;
  if (algorithm.oid === OID.rsaEncryption && cmsDigest !== null) return { kind: 'rsa-pkcs1', digest: cmsDigest };
  if (algorithm.oid === OID.rsaPss) return readPss(algorithm.parameters);
  return { kind: 'unknown', name: UNKNOWN_NAMES[algorithm.oid] ?? algorithm.oid };
}

/** The identifier that alone says a whole scheme, its digest included; null where there is none. */
export function schemeIdentifier(scheme: { readonly kind: string; readonly digest?: DigestName }): string | null {
  const named = Object.entries(SCHEMES).find(
    ([, known]) => known.kind === scheme.kind && 'digest' in known && known.digest === scheme.digest,
  );
  return named?.[0] ?? null;
}

const HASH_FIELD = 0xa0;
const MASK_FIELD = 0xa1;
const SALT_FIELD = 0xa2;
const TRAILER_FIELD = 0xa3;

/** RSASSA-PSS-params (RFC 4055 §3.1). Every default of it means SHA-1; a mask with another digest is not supported anywhere. */
function readPss(parameters: DerNode | null): SignatureScheme {
  if (parameters === null) return { kind: 'rsa-pss', digest: 'SHA-1', saltLength: 20 };
  if (parameters.tag !== TAG.sequence) throw malformed('RSASSA-PSS-params expected');
  const fields = fieldsOf(parameters, 'RSASSA-PSS-params');
  const hash = fields.optional(HASH_FIELD)?.children[0];
  const mask = fields.optional(MASK_FIELD)?.children[0];
  const salt = fields.optional(SALT_FIELD)?.children[0];
  const trailer = fields.optional(TRAILER_FIELD)?.children[0];
  fields.done();
  const digest = hash === undefined ? 'SHA-1' : digestNamed(readAlgorithm(hash));
  const maskDigest = mask === undefined ? 'SHA-1' : readMask(mask);
  if (digest === null || digest !== maskDigest || (trailer !== undefined && smallInteger(trailer) !== 1)) {
    return { kind: 'unknown', name: 'RSA-PSS with unusual parameters' };
  }
  return { kind: 'rsa-pss', digest, saltLength: salt === undefined ? 20 : smallInteger(salt) };
}

function readMask(node: DerNode): DigestName | null {
  const mask = readAlgorithm(node);
  if (mask.oid !== OID.mgf1 || mask.parameters === null) return null;
  return digestNamed(readAlgorithm(mask.parameters));
}
