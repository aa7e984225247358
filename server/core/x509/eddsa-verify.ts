import type { EdwardsCurve } from './curves.ts';
import { subjectPublicKey } from './public-key.ts';

/**
 * EdDSA without prehash and context (RFC 8032 §5.1.7, §5.2.7; RFC 8410), strictly: encodings are canonical, s is below the
 * order, and a key of small order, for which anything verifies, verifies nothing. Every engine answers the same. Throws
 * `der-malformed` for a key that is none.
 */
export async function verifiesEddsa(
  curve: EdwardsCurve,
  spki: Uint8Array,
  octets: Uint8Array,
  signature: Uint8Array,
): Promise<boolean> {
  const eddsa =
    curve === 'Ed25519'
      ? (await import('@noble/curves/ed25519.js')).ed25519
      : (await import('@noble/curves/ed448.js')).ed448;
  const key = subjectPublicKey(spki);
  if (key.length !== eddsa.lengths.publicKey || signature.length !== eddsa.lengths.signature) return false;
  return eddsa.verify(signature, octets, key, { zip215: false });
}
