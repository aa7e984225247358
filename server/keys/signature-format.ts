/** The forms of a signature value, and Node's names for them. */
import { constants, createPublicKey, type KeyObject, verify } from 'node:crypto';
import { sequence, unsignedInteger } from '#core/asn1/der-write.ts';
import { sealingDigest } from '#core/x509/sealing-algorithm.ts';
import type { SigningAlgorithm } from '../ports/signing-keys.ts';

/** How Node is told the padding. The salt is as long as the digest (RFC 4055 §3.1). */
export function nodeKey(algorithm: SigningAlgorithm, key: KeyObject) {
  return algorithm === 'rsa-pss-sha256'
    ? { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }
    : { key };
}

/** Whether a value is the signature of these bytes by that key. `publicKey` is a DER SubjectPublicKeyInfo. */
export function isSignatureOf(
  algorithm: SigningAlgorithm,
  publicKey: Uint8Array,
  bytes: Uint8Array,
  value: Uint8Array,
): boolean {
  const key = createPublicKey({ key: Buffer.from(publicKey), format: 'der', type: 'spki' });
  return verify(sealingDigest(algorithm), bytes, nodeKey(algorithm, key), value);
}

/** An ECDSA-Sig-Value (RFC 3279 §2.2.3) of r‖s, which is what tokens give. */
export function ecdsaSigValue(raw: Uint8Array): Uint8Array {
  const half = raw.length / 2;
  return sequence(unsignedInteger(raw.subarray(0, half)), unsignedInteger(raw.subarray(half)));
}
