import { contextTag, integer, nullValue, oid, sequence } from '#core/asn1/der-write.ts';
import { OID } from '#core/asn1/oids.ts';
import type { HashName } from '#core/bytes/bytes.ts';
import type { NamedCurve } from './curves.ts';
import type { PublicKey } from './public-key.ts';

/** The algorithms that documents are sealed with. */
export type SealingAlgorithm = 'rsa-pkcs1-sha256' | 'rsa-pss-sha256' | 'ecdsa-p256-sha256' | 'ecdsa-p384-sha384';

/** The curves that documents are sealed on. */
export type SealingCurve = Extract<NamedCurve, 'P-256' | 'P-384'>;

type Sealing = {
  readonly digest: Extract<HashName, 'SHA-256' | 'SHA-384'>;
  /** Null for RSA. */
  readonly curve: SealingCurve | null;
  readonly signatureOid: string;
  /** AlgorithmIdentifier of the signature. */
  readonly identifier: Uint8Array;
};

const SHA256_WITH_NULL = sequence(oid(OID.sha256), nullValue());
const SALT_BYTES = 32;

/** RSASSA-PSS-params with SHA-256 throughout and a salt as long as the digest (RFC 4055 §3.1); NULL as RFC 4055 §2.1 writes it. */
const PSS_PARAMETERS = sequence(
  contextTag(0, SHA256_WITH_NULL),
  contextTag(1, sequence(oid(OID.mgf1), SHA256_WITH_NULL)),
  contextTag(2, integer(SALT_BYTES)),
);

const SEALINGS: Readonly<Record<SealingAlgorithm, Sealing>> = {
  'rsa-pkcs1-sha256': {
    digest: 'SHA-256',
    curve: null,
    signatureOid: OID.sha256WithRsa,
    identifier: sequence(oid(OID.sha256WithRsa), nullValue()),
  },
  'rsa-pss-sha256': {
    digest: 'SHA-256',
    curve: null,
    signatureOid: OID.rsaPss,
    identifier: sequence(oid(OID.rsaPss), PSS_PARAMETERS),
  },
  'ecdsa-p256-sha256': {
    digest: 'SHA-256',
    curve: 'P-256',
    signatureOid: OID.ecdsaWithSha256,
    identifier: sequence(oid(OID.ecdsaWithSha256)),
  },
  'ecdsa-p384-sha384': {
    digest: 'SHA-384',
    curve: 'P-384',
    signatureOid: OID.ecdsaWithSha384,
    identifier: sequence(oid(OID.ecdsaWithSha384)),
  },
};

/** The digest of the document and of the signed attributes. */
export function sealingDigest(algorithm: SealingAlgorithm): Sealing['digest'] {
  return SEALINGS[algorithm].digest;
}

/** The curve of an ECDSA algorithm, null for RSA. */
export function sealingCurve(algorithm: SealingAlgorithm): SealingCurve | null {
  return SEALINGS[algorithm].curve;
}

const DIGEST_IDENTIFIERS: Readonly<Record<Sealing['digest'], Uint8Array>> = {
  'SHA-256': sequence(oid(OID.sha256)),
  'SHA-384': sequence(oid(OID.sha384)),
};

/** AlgorithmIdentifier of the digest, parameters absent (RFC 5754 §2). */
export function digestIdentifier(algorithm: SealingAlgorithm): Uint8Array {
  return DIGEST_IDENTIFIERS[SEALINGS[algorithm].digest];
}

/** AlgorithmIdentifier of the signature. */
export function signatureIdentifier(algorithm: SealingAlgorithm): Uint8Array {
  return SEALINGS[algorithm].identifier;
}

/** Whether a key can seal with an algorithm. */
export function fitsKey(algorithm: SealingAlgorithm, key: PublicKey): boolean {
  const { curve } = SEALINGS[algorithm];
  return curve === null ? key.kind === 'rsa' && !key.pssOnly : key.kind === 'ec' && key.curve === curve;
}

/** The sealing algorithm of a signature OID with that key; null for one that seals nothing here. */
export function sealingAlgorithmOf(signatureOid: string, key: PublicKey): SealingAlgorithm | null {
  const names = Object.keys(SEALINGS) as SealingAlgorithm[];
  return names.find((name) => SEALINGS[name].signatureOid === signatureOid && fitsKey(name, key)) ?? null;
}
