import { sign } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { sequence, tlv } from '#core/asn1/der-write.ts';
import { octetsOfBig } from '#core/bytes/big-octets.ts';
import { concatBytes } from '#core/bytes/bytes.ts';
import { CURVES, type NamedCurve } from '#core/x509/curves.ts';
import { nobleCurve } from '#core/x509/noble-curve.ts';
import type { PublicKey } from '#core/x509/public-key.ts';
import type { SignatureScheme } from '#core/x509/signature-scheme.ts';
import { SM2_POINT } from '#core/x509/sm2-curve.ts';
import { verifySignature, verifySigned } from '#core/x509/verify-signature.ts';
import { SM2_VECTOR } from '../../support/sm2-vector.ts';
import {
  compressed,
  ecdsaNumbers,
  ecdsaValueOf,
  keyWithPoint,
  NODE_CURVE_NAMES,
  newCurveKey,
  pointOf,
  publicKeyOf,
} from '../../support/test-curves.ts';

const octets = new TextEncoder().encode('signed octets');
const ECDSA: SignatureScheme = { kind: 'ecdsa', digest: 'SHA-256' };
const SM2: SignatureScheme = { kind: 'sm2', digest: 'SM3' };

/** A good signature on a curve, from elsewhere. */
type Good = {
  readonly curve: NamedCurve;
  readonly scheme: SignatureScheme;
  readonly key: PublicKey;
  readonly octets: Uint8Array;
  readonly r: bigint;
  readonly s: bigint;
};

function goodEcdsa(curve: (typeof NODE_CURVE_NAMES)[number]): Good {
  const key = newCurveKey(curve);
  const [r, s] = ecdsaNumbers(octets, key);
  return { curve, scheme: ECDSA, key: publicKeyOf(key), octets, r, s };
}

const SM2_KEY = keyWithPoint('SM2', concatBytes([Uint8Array.of(4), SM2_VECTOR.x, SM2_VECTOR.y]));
const goodSm2: Good = {
  curve: 'SM2',
  scheme: SM2,
  key: SM2_KEY,
  octets: SM2_VECTOR.message,
  r: SM2_VECTOR.r,
  s: SM2_VECTOR.s,
};

/** With an engine, where it has the curve, and without one. */
async function verify({ scheme, key, octets: data }: Good, value: Uint8Array, withKey = key) {
  const alone = await verifySigned(scheme, withKey, { kind: 'octets', octets: data }, value);
  expect(await verifySignature(scheme, withKey, data, value)).toBe(alone);
  return alone;
}

describe.each([...NODE_CURVE_NAMES.map((curve) => goodEcdsa(curve)), goodSm2])('on $curve', (good) => {
  const { curve, r, s } = good;
  const { order, bytes } = CURVES[curve];
  const value = ecdsaValueOf(r, s);

  it('a signature verifies, by its key in either form and over its octets alone', async () => {
    expect(await verify(good, value)).toBe(true);
    expect(await verify(good, value, keyWithPoint(curve, compressed(pointOf(good.key))))).toBe(true);
    expect(await verify({ ...good, octets: Uint8Array.of(1) }, value)).toBe(false);
  });

  it.each<[string, bigint, bigint]>([
    ['r = 0', 0n, s],
    ['s = 0', r, 0n],
    ['r = s = 0', 0n, 0n],
    ['r = s = 1', 1n, 1n],
    ['r = n', order, s],
    ['s = n', r, order],
    ['r + n', r + order, s],
    ['s + n', r, s + order],
    ['r and s exchanged', s, r],
    ['r + s = n', r, order - r],
  ])('%s is no signature', async (_what, first, second) => {
    expect(await verify(good, ecdsaValueOf(first, second))).toBe(false);
  });

  it('only one spelling of the two numbers is a signature', async () => {
    const padded = (number: bigint) => tlv(2, Uint8Array.of(0, 0), octetsOfBig(number, bytes));
    const plain = concatBytes([octetsOfBig(r, bytes), octetsOfBig(s, bytes)]);
    const wrong = [
      new Uint8Array(),
      plain,
      sequence(padded(r), padded(s)),
      concatBytes([value, Uint8Array.of(0)]),
      concatBytes([Uint8Array.of(0x30, 0x81), value.subarray(1)]),
      value.subarray(0, -1),
      sequence(value.subarray(2), tlv(2, Uint8Array.of(1))),
      // Negative numbers.
      sequence(tlv(2, Uint8Array.of(0xff)), tlv(2, Uint8Array.of(0x80))),
    ];
    for (const spelled of wrong) expect(await verify(good, spelled)).toBe(false);
  });

  it('a key that is no point of the curve verifies nothing', async () => {
    const point = pointOf(good.key);
    const off = point.slice();
    off[off.length - 1] = (off.at(-1) ?? 0) ^ 1;
    const hybrid = Uint8Array.of(6 + ((point.at(-1) ?? 0) & 1), ...point.subarray(1));
    const outside = Uint8Array.of(2, ...new Uint8Array(bytes).fill(0xff));
    const zero = Uint8Array.of(4, ...new Uint8Array(2 * bytes));
    const wrong = [Uint8Array.of(0), new Uint8Array(), off, outside, zero, point.subarray(1), point.subarray(0, -1)];
    for (const octetsOfKey of wrong) {
      expect(await verifySignature(good.scheme, keyWithPoint(curve, octetsOfKey), good.octets, value)).toBe(false);
    }
    // Engines differ in this one form; none of them takes another key for it.
    expect(await verifySigned(good.scheme, keyWithPoint(curve, hybrid), { kind: 'octets', octets }, value)).toBe(false);
  });

  it('the key is one key in every form, and another one on another curve', () => {
    const point = pointOf(good.key);
    expect(keyWithPoint(curve, compressed(point)).identity).toBe(good.key.identity);
    const other = curve === 'P-256' ? 'secp256k1' : 'P-256';
    expect(keyWithPoint(other, point).identity).not.toBe(good.key.identity);
  });

  it('the order is that of the curve', async () => {
    const n = curve === 'SM2' ? SM2_POINT.Fn.ORDER : (await nobleCurve(curve)).Point.Fn.ORDER;
    expect(n).toBe(order);
    expect(bytes).toBe(Math.ceil(order.toString(16).length / 2));
  });
});

describe('ECDSA', () => {
  it.each(NODE_CURVE_NAMES)('on %s verifies with the other s too, and over a digest alone', async (curve) => {
    const good = goodEcdsa(curve);
    expect(await verify(good, ecdsaValueOf(good.r, CURVES[curve].order - good.s))).toBe(true);
    const { key, r, s } = good;
    const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', octets));
    const signed = { kind: 'digest', digest, sm3After: async () => null } as const;
    expect(await verifySigned(ECDSA, key, signed, ecdsaValueOf(r, s))).toBe(true);
    const other = { ...signed, digest: digest.map((octet) => octet ^ 1) };
    expect(await verifySigned(ECDSA, key, other, ecdsaValueOf(r, s))).toBe(false);
  });

  it.each([
    ['SHA-1', 'sha1'],
    ['SHA-224', 'sha224'],
    ['SHA-384', 'sha384'],
    ['SHA-512', 'sha512'],
    ['SHA3-256', 'sha3-256'],
    ['SHA3-512', 'sha3-512'],
  ] as const)('with %s verifies on every curve', async (digest, nodeName) => {
    for (const curve of NODE_CURVE_NAMES) {
      const key = newCurveKey(curve);
      const scheme = { kind: 'ecdsa', digest } as const;
      const value = ecdsaValueOf(...ecdsaNumbers(octets, key, nodeName));
      expect(await verifySignature(scheme, publicKeyOf(key), octets, value)).toBe(true);
    }
  });

  it('on the curve of SM2 is defined by nobody, and is not called wrong', async () => {
    const value = ecdsaValueOf(SM2_VECTOR.r, SM2_VECTOR.s);
    expect(await verifySignature(ECDSA, SM2_KEY, octets, value)).toBeNull();
  });
});

describe('plain ECDSA', () => {
  const scheme = { kind: 'ecdsa-plain', digest: 'SHA-256' } as const;

  it.each(NODE_CURVE_NAMES)('on %s is r‖s of full length, and nothing else', async (curve) => {
    const key = newCurveKey(curve);
    const value = new Uint8Array(sign('sha256', octets, { key, dsaEncoding: 'ieee-p1363' }));
    const good = { ...goodEcdsa(curve), scheme, key: publicKeyOf(key) };
    expect(await verify(good, value)).toBe(true);
    expect(await verify(good, ecdsaValueOf(...ecdsaNumbers(octets, key)))).toBe(false);
    expect(await verify(good, concatBytes([Uint8Array.of(0), value]))).toBe(false);
    expect(await verify(good, value.subarray(1))).toBe(false);
    expect(await verify(good, new Uint8Array(value.length))).toBe(false);
  });
});

describe('SM2', () => {
  it('over octets that are not at hand needs their digest behind those of the key', async () => {
    const value = ecdsaValueOf(SM2_VECTOR.r, SM2_VECTOR.s);
    const asked: Uint8Array[] = [];
    const signed = (answer: Uint8Array | null) =>
      ({
        kind: 'digest',
        digest: new Uint8Array(32),
        sm3After: async (before: Uint8Array) => {
          asked.push(before);
          return answer;
        },
      }) as const;
    expect(await verifySigned(SM2, SM2_KEY, signed(SM2_VECTOR.digest), value)).toBe(true);
    expect(await verifySigned(SM2, SM2_KEY, signed(new Uint8Array(32)), value)).toBe(false);
    expect(await verifySigned(SM2, SM2_KEY, signed(null), value)).toBeNull();
    expect(asked[0]).toEqual(SM2_VECTOR.owner);
  });

  it('has one value only: the negated s verifies nothing', async () => {
    const { r, s } = SM2_VECTOR;
    const value = ecdsaValueOf(r, CURVES.SM2.order - s);
    expect(await verifySignature(SM2, SM2_KEY, SM2_VECTOR.message, value)).toBe(false);
  });
});
