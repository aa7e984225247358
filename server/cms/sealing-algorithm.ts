import { octetsOf, readDer } from '../pki/der.ts';
import { contextTag, nullValue, oid, sequence } from '../pki/der-write.ts';
import { OID } from '../pki/oids.ts';
import type { PublicKey } from '../pki/public-key.ts';

/** The algorithms that documents are sealed with; both digest with SHA-256. */
export type SealingAlgorithm = 'rsa-pkcs1-sha256' | 'ecdsa-p256-sha256';

/** AlgorithmIdentifier of SHA-256, parameters absent (RFC 5754 §2). */
export const SHA256_IDENTIFIER: Uint8Array = sequence(oid(OID.sha256));

const SIGNATURE_IDENTIFIERS: Readonly<Record<SealingAlgorithm, Uint8Array>> = {
  'rsa-pkcs1-sha256': sequence(oid(OID.sha256WithRsa), nullValue()),
  'ecdsa-p256-sha256': sequence(oid(OID.ecdsaWithSha256)),
};

/** AlgorithmIdentifier of a signature algorithm. */
export function signatureIdentifier(algorithm: SealingAlgorithm): Uint8Array {
  return SIGNATURE_IDENTIFIERS[algorithm];
}

/** What a key seals with. Throws for a key that seals nothing here. */
export function sealingAlgorithmOf(key: PublicKey): SealingAlgorithm {
  if (key.kind === 'rsa') return 'rsa-pkcs1-sha256';
  if (key.kind === 'ec' && key.curve === 'P-256') return 'ecdsa-p256-sha256';
  throw new Error(`no sealing algorithm for ${key.kind === 'ec' ? key.curve : key.name}`);
}

/** CMSAlgorithmProtection (RFC 6211 §2): binds both algorithms under the signature. */
export function algorithmProtection(algorithm: SealingAlgorithm): Uint8Array {
  return sequence(SHA256_IDENTIFIER, contextTag(1, octetsOf(readDer(signatureIdentifier(algorithm)))));
}
