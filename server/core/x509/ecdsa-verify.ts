import type { NamedCurve } from './curves.ts';
import { nobleCurve } from './noble-curve.ts';
import { subjectPublicKey } from './public-key.ts';

/**
 * ECDSA over a digest that is already there (FIPS 186-5 §6.4.2, BSI TR-03111 §4.2.1.2), on curves and with digests that
 * WebCrypto lacks. `value` is r‖s. False for r or s outside 1 to n−1, and for a key that is no point of the curve, or that
 * at infinity. Throws `der-malformed` for a key that is none.
 */
export async function verifiesEcdsa(
  curve: Exclude<NamedCurve, 'SM2'>,
  spki: Uint8Array,
  digest: Uint8Array,
  value: Uint8Array,
): Promise<boolean> {
  const ecdsa = await nobleCurve(curve);
  // Either s verifies: which one a CMS may have is the question of its form (`low-s.ts`).
  return ecdsa.verify(value, digest, subjectPublicKey(spki), { prehash: false, lowS: false });
}
