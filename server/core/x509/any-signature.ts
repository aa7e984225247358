/**
 * The algorithms that the inspection of foreign signatures understands beside those that documents are sealed with:
 * SHA-3, Ed25519, and keys that are for RSASSA-PSS alone. The verification of sealed documents does not use them.
 */

import { readDer } from '#core/asn1/der.ts';
import { bitStringOctets, fieldsOf } from '#core/asn1/der-values.ts';
import { nullValue, oid, sequence, tlv } from '#core/asn1/der-write.ts';
import { OID } from '#core/asn1/oids.ts';
import { anyDigest } from '#core/bytes/any-digest.ts';
import type { AlgorithmEvidence } from '#core/confirmation/evidence.ts';
import { type AlgorithmPolicy, CURRENT_ALGORITHM_POLICY, judgeAlgorithm } from './algorithm-policy.ts';
import { rawEcdsaValue } from './ecdsa-value.ts';
import { type PublicKey, readPublicKey } from './public-key.ts';
import { exponentBytes, verifiesPkcs1, verifiesPss } from './rsa-verify.ts';
import {
  type AlgorithmIdentifier,
  type DigestName,
  type SignatureScheme,
  signatureScheme,
} from './signature-scheme.ts';
import { verifySignature } from './verify-signature.ts';

export type AnyScheme = SignatureScheme | { readonly kind: 'ed25519' };
export type AnyKey = { readonly key: PublicKey; readonly only: 'rsa-pss' | 'ed25519' | null };

/** How a CMS signature was made (RFC 5754, RFC 8419). Throws `der-malformed`. */
export function anyScheme(algorithm: AlgorithmIdentifier, cmsDigest: DigestName | null): AnyScheme {
  if (algorithm.oid === OID.ed25519) return { kind: 'ed25519' };
  // Some signers name the bare key type for elliptic curves too.
  if (algorithm.oid === OID.ecPublicKey && cmsDigest !== null) return { kind: 'ecdsa', digest: cmsDigest };
  return signatureScheme(algorithm, cmsDigest);
}

/** A key with its kind known as far as this module goes. Throws `der-malformed`. */
export function anyKey(key: PublicKey): AnyKey {
  if (key.kind !== 'other') return { key, only: null };
  if (key.name === 'Ed25519') return { key, only: 'ed25519' };
  if (key.name !== 'RSASSA-PSS key') return { key, only: null };
  return { key: readPublicKey(readDer(plainRsa(key.spki))), only: 'rsa-pss' };
}

/** The key under the identifier that every engine loads. */
function plainRsa(spki: Uint8Array): Uint8Array {
  const fields = fieldsOf(readDer(spki), 'SubjectPublicKeyInfo');
  fields.next('algorithm');
  const octets = bitStringOctets(fields.next('subjectPublicKey'));
  return sequence(sequence(oid(OID.rsaEncryption), nullValue()), tlv(0x03, Uint8Array.of(0), octets));
}

/** Beside the policy for sealed documents: what is strong but not in every engine that must verify those. */
export const INSPECTION_POLICY: AlgorithmPolicy = {
  ...CURRENT_ALGORITHM_POLICY,
  digests: {
    ...CURRENT_ALGORITHM_POLICY.digests,
    'SHA3-256': 'accepted',
    'SHA3-384': 'accepted',
    'SHA3-512': 'accepted',
  },
};

/** Names an algorithm and says what the policy makes of it. */
export function judgeAny(scheme: AnyScheme, { key, only }: AnyKey): AlgorithmEvidence {
  if (scheme.kind !== 'ed25519') return judgeAlgorithm(scheme, key, INSPECTION_POLICY);
  return { name: 'Ed25519', policy: only === 'ed25519' ? 'accepted' : 'refused' };
}

/** What a signature is about: the octets, or only their digest where the octets are not at hand. */
export type Signed =
  | { readonly kind: 'octets'; readonly octets: Uint8Array }
  | { readonly kind: 'digest'; readonly digest: Uint8Array };

const MAX_RSA_BITS = 8192;
const MAX_EXPONENT_BYTES = 8;

/**
 * Whether the signature verifies; null where nothing here can compute it. A key that is not of the scheme's family, or
 * that is for another scheme alone, verifies nothing. Throws `der-malformed` for a key that is none.
 */
export async function verifyAny(
  scheme: AnyScheme,
  { key, only }: AnyKey,
  signed: Signed,
  signature: Uint8Array,
): Promise<boolean | null> {
  if (scheme.kind === 'unknown') return null;
  if (scheme.kind === 'ed25519') return only === 'ed25519' ? verifyEd25519(key, signed, signature) : otherFamily(key);
  if (key.kind === 'other') return only === null ? null : false;
  if (only !== null && only !== scheme.kind) return false;
  if (scheme.kind === 'ecdsa') return key.kind === 'ec' ? verifyEcdsa(scheme.digest, key, signed, signature) : false;
  if (key.kind !== 'rsa') return false;
  const saltLength = scheme.kind === 'rsa-pss' ? scheme.saltLength : null;
  return verifyRsa({ digest: scheme.digest, saltLength }, key, signed, signature);
}

/** A key of an unknown kind may yet be the right one. */
function otherFamily(key: PublicKey): false | null {
  return key.kind === 'other' ? null : false;
}

async function verifyRsa(
  { digest: name, saltLength }: { readonly digest: DigestName; readonly saltLength: number | null },
  { bits, spki }: Extract<PublicKey, { kind: 'rsa' }>,
  signed: Signed,
  signature: Uint8Array,
): Promise<boolean | null> {
  // The sizes are the sender's choice, and so would be the time.
  if (bits > MAX_RSA_BITS || exponentBytes(spki) > MAX_EXPONENT_BYTES) return null;
  const digest = signed.kind === 'digest' ? signed.digest : await anyDigest(name, signed.octets);
  if (digest === null) return null;
  if (saltLength === null) return verifiesPkcs1(spki, name, digest, signature);
  return verifiesPss(spki, { digest: name, saltLength }, digest, signature);
}

const WEB_ECDSA: ReadonlySet<DigestName> = new Set(['SHA-1', 'SHA-256', 'SHA-384', 'SHA-512']);

async function verifyEcdsa(
  digest: DigestName,
  key: Extract<PublicKey, { kind: 'ec' }>,
  signed: Signed,
  signature: Uint8Array,
): Promise<boolean | null> {
  if (signed.kind === 'digest') return null;
  if (WEB_ECDSA.has(digest)) return verifySignature({ kind: 'ecdsa', digest }, key, signed.octets, signature);
  const raw = rawEcdsaValue(signature, key.curve);
  if (raw === null) return false;
  const importAs = { name: 'ECDSA', namedCurve: key.curve };
  return verifyByEngine(importAs, { name: 'ECDSA', hash: digest }, key.spki, signed.octets, raw);
}

async function verifyEd25519(key: PublicKey, signed: Signed, signature: Uint8Array): Promise<boolean | null> {
  if (signed.kind === 'digest') return null;
  return verifyByEngine({ name: 'Ed25519' }, { name: 'Ed25519' }, key.spki, signed.octets, signature);
}

/** An algorithm that not every engine has: null where this one lacks it. */
async function verifyByEngine(
  importAs: EcKeyImportParams | { name: string },
  verifyAs: EcdsaParams | { name: string },
  spki: Uint8Array,
  octets: Uint8Array,
  signature: Uint8Array,
): Promise<boolean | null> {
  try {
    const key = await crypto.subtle.importKey('spki', spki.slice(), importAs, false, ['verify']);
    return await crypto.subtle.verify(verifyAs, key, signature.slice(), octets.slice());
  } catch (error) {
    return isLack(error) ? null : false;
  }
}

/** By name: a DOMException may come from another realm than the code. */
function isLack(error: unknown): boolean {
  const name = typeof error === 'object' && error !== null && 'name' in error ? error.name : null;
  return name === 'NotSupportedError' || name === 'TypeError';
}
