import { ascii } from '#core/bytes/ascii.ts';
import { bigOf, octetsOfBig } from '#core/bytes/big-octets.ts';
import { concatBytes } from '#core/bytes/bytes.ts';
import { sm3 } from '#core/bytes/sm3.ts';
import { CURVES } from './curves.ts';
import { rawEcdsaValue } from './ecdsa-value.ts';
import { subjectPublicKey } from './public-key.ts';
import type { Signed } from './signed.ts';

/** Whose signature it is, as far as the digest is concerned, where nothing else was agreed upon (GB/T 35276 §10). */
const SIGNER_ID = ascii('1234567812345678');
const { bytes: SIZE, order: N } = CURVES.SM2;

type Sm2Point = NonNullable<Awaited<ReturnType<typeof readPoint>>>;

/**
 * A signature by SM2 with SM3 under the usual signer's identifier (GB/T 32918.2 §7.1). `signature` is the SM2Signature of
 * GB/T 35276 §7.3 in strict DER. False for r or s outside 1 to n−1, and for a key that is no point of the curve, or that at
 * infinity; null where what was signed cannot be digested. Throws `der-malformed` for a key that is none.
 */
export async function verifiesSm2(spki: Uint8Array, signed: Signed, signature: Uint8Array): Promise<boolean | null> {
  const key = await readPoint(subjectPublicKey(spki));
  const value = rawEcdsaValue(signature, 'SM2');
  if (key === null || value === null) return false;
  const digest = await digestOf(signed, ownerDigest(key));
  return digest === null ? null : isMadeBy(key, bigOf(digest), value);
}

/** §7.1, steps B1, B2 and B5 to B7. */
function isMadeBy({ point, base }: Sm2Point, digest: bigint, value: Uint8Array): boolean {
  const r = bigOf(value.subarray(0, SIZE));
  const s = bigOf(value.subarray(SIZE));
  const t = (r + s) % N;
  if (r === 0n || r >= N || s === 0n || s >= N || t === 0n) return false;
  const sum = base.mulAddUnsafe(s, point, t);
  return !sum.is0() && (digest + sum.toAffine().x) % N === r;
}

/** A point as keys hold it (SEC 1 §2.3.4), with the generator of its curve; null for what is no point, or that at infinity. */
async function readPoint(octets: Uint8Array) {
  const { SM2_POINT } = await import('./sm2-curve.ts');
  try {
    const point = SM2_POINT.fromBytes(octets);
    return point.is0() ? null : { point, base: SM2_POINT.BASE, ...SM2_POINT.CURVE() };
  } catch {
    return null;
  }
}

/** Z, which binds what is signed to the signer's identifier and key (GB/T 32918.2 §5.5). */
function ownerDigest({ point, a, b, Gx, Gy }: Sm2Point): Uint8Array {
  const bits = SIGNER_ID.length * 8;
  const { x, y } = point.toAffine();
  const numbers = [a, b, Gx, Gy, x, y].map((number) => octetsOfBig(number, SIZE));
  return sm3(Uint8Array.of(bits >> 8, bits & 0xff), SIGNER_ID, concatBytes(numbers));
}

/** e = SM3(Z ‖ M) (§7.1, steps B3 and B4). */
async function digestOf(signed: Signed, owner: Uint8Array): Promise<Uint8Array | null> {
  return signed.kind === 'octets' ? sm3(owner, signed.octets) : signed.sm3After(owner);
}
