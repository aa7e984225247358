/** Signatures that Node can make and WebCrypto cannot, and keys in every encoding. */
import { createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { readDer } from '#core/asn1/der.ts';
import { bitString, oid, sequence, unsignedInteger } from '#core/asn1/der-write.ts';
import { OID } from '#core/asn1/oids.ts';
import { octetsOfBig } from '#core/bytes/big-octets.ts';
import { CURVES, type NamedCurve } from '#core/x509/curves.ts';
import { type PublicKey, readPublicKey, subjectPublicKey } from '#core/x509/public-key.ts';

/** Node's names. */
export const NODE_CURVES = {
  'P-256': 'P-256',
  'P-384': 'P-384',
  'P-521': 'P-521',
  secp256k1: 'secp256k1',
  brainpoolP256r1: 'brainpoolP256r1',
  brainpoolP384r1: 'brainpoolP384r1',
  brainpoolP512r1: 'brainpoolP512r1',
} as const satisfies Partial<Record<NamedCurve, string>>;
export type NodeCurve = keyof typeof NODE_CURVES;
export const NODE_CURVE_NAMES = Object.keys(NODE_CURVES) as readonly NodeCurve[];

export const newCurveKey = (curve: NodeCurve): KeyObject =>
  generateKeyPairSync('ec', { namedCurve: NODE_CURVES[curve] }).privateKey;

/** The public key of a private one, as the code under test reads it. */
export const publicKeyOf = (key: KeyObject): PublicKey => keyOfSpki(spkiOf(key));

export const spkiOf = (key: KeyObject): Uint8Array =>
  new Uint8Array(createPublicKey(key).export({ type: 'spki', format: 'der' }));

export const keyOfSpki = (spki: Uint8Array): PublicKey => readPublicKey(readDer(spki));

/** A key on a named curve with any octets for a point. */
export const keyWithPoint = (curve: NamedCurve, point: Uint8Array): PublicKey =>
  keyOfSpki(sequence(sequence(oid(OID.ecPublicKey), oid(CURVES[curve].oid)), bitString(point)));

/** The octets of a key's point. */
export const pointOf = ({ spki }: PublicKey): Uint8Array => subjectPublicKey(spki);

/** The compressed form of an uncompressed point (SEC 1 §2.3.3). */
export function compressed(point: Uint8Array): Uint8Array {
  const half = (point.length - 1) / 2;
  return Uint8Array.of(2 + ((point.at(-1) ?? 0) & 1), ...point.subarray(1, 1 + half));
}

/** r and s of a signature by Node. */
export function ecdsaNumbers(octets: Uint8Array, key: KeyObject, digest = 'sha256'): readonly [bigint, bigint] {
  const raw = sign(digest, octets, { key, dsaEncoding: 'ieee-p1363' }).toString('hex');
  const half = raw.length / 2;
  return [BigInt(`0x${raw.slice(0, half)}`), BigInt(`0x${raw.slice(half)}`)];
}

/** Large enough for any number that tests write. */
const MOST_OCTETS = 80;

/** An ECDSA-Sig-Value, or an SM2Signature, of any two numbers. */
export const ecdsaValueOf = (r: bigint, s: bigint): Uint8Array =>
  sequence(unsignedInteger(octetsOfBig(r, MOST_OCTETS)), unsignedInteger(octetsOfBig(s, MOST_OCTETS)));
