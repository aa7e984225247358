import { constants, sign } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { bitString, nullValue, oid, sequence, unsignedInteger } from '#core/asn1/der-write.ts';
import { OID } from '#core/asn1/oids.ts';
import type { DigestName, SignatureScheme } from '#core/x509/signature-scheme.ts';
import { verifySignature, verifySigned } from '#core/x509/verify-signature.ts';
import { type TestKeyKind, testKey } from '../../support/pki.ts';
import { rsaKeyOf } from '../../support/rsa-exponent.ts';
import { keyOfSpki, publicKeyOf } from '../../support/test-curves.ts';

const octets = new TextEncoder().encode('signed octets');
const NODE_NAMES: readonly [DigestName, string, number][] = [
  ['MD5', 'md5', 16],
  ['SHA-1', 'sha1', 20],
  ['SHA-224', 'sha224', 28],
  ['SHA-256', 'sha256', 32],
  ['SHA-384', 'sha384', 48],
  ['SHA-512', 'sha512', 64],
  ['SHA3-256', 'sha3-256', 32],
  ['SHA3-384', 'sha3-384', 48],
  ['SHA3-512', 'sha3-512', 64],
];

/** With an engine and without one: both must say the same. */
async function verify(scheme: SignatureScheme, kind: TestKeyKind, signature: Uint8Array, signed = octets) {
  const key = publicKeyOf(testKey(kind, 'any'));
  const alone = await verifySigned(scheme, key, { kind: 'octets', octets: signed }, signature);
  expect(await verifySignature(scheme, key, signed, signature)).toBe(alone);
  return alone;
}

describe('an RSA signature', () => {
  it.each(NODE_NAMES)('by PKCS#1 v1.5 over %s verifies, and no other', async (digest, nodeName) => {
    const signature = new Uint8Array(sign(nodeName, octets, testKey('rsa-1024', 'any')));
    const scheme = { kind: 'rsa-pkcs1', digest } as const;
    expect(await verify(scheme, 'rsa-1024', signature)).toBe(true);
    expect(await verify(scheme, 'rsa-1024', signature, octets.subarray(1))).toBe(false);
    expect(
      await verify(
        scheme,
        'rsa-1024',
        signature.map((octet, at) => (at === 64 ? octet ^ 1 : octet)),
      ),
    ).toBe(false);
    expect(await verify(scheme, 'rsa-1024', signature.subarray(1))).toBe(false);
    expect(await verify(scheme, 'rsa-1024', new Uint8Array([0, ...signature]))).toBe(false);
    expect(await verify({ kind: 'rsa-pss', digest, saltLength: 8 }, 'rsa-1024', signature)).toBe(false);
  });

  it.each(NODE_NAMES)('by PSS over %s verifies with its salt length alone', async (digest, nodeName, size) => {
    const key = testKey('rsa-2048', 'any');
    const padding = constants.RSA_PKCS1_PSS_PADDING;
    for (const saltLength of [0, 20, size]) {
      const signature = new Uint8Array(sign(nodeName, octets, { key, padding, saltLength }));
      const scheme = { kind: 'rsa-pss', digest, saltLength } as const;
      expect(await verify(scheme, 'rsa-2048', signature)).toBe(true);
      expect(await verify({ ...scheme, saltLength: saltLength + 1 }, 'rsa-2048', signature)).toBe(false);
      expect(await verify({ ...scheme, saltLength: 2_000_000_000 }, 'rsa-2048', signature)).toBe(false);
      expect(await verify(scheme, 'rsa-2048', signature, octets.subarray(1))).toBe(false);
      expect(await verify({ kind: 'rsa-pkcs1', digest }, 'rsa-2048', signature)).toBe(false);
    }
  });

  it('of zero, one or the modulus itself verifies nothing', async () => {
    for (const fill of [0, 255]) {
      const signature = new Uint8Array(128).fill(fill);
      expect(await verify({ kind: 'rsa-pkcs1', digest: 'SHA-256' }, 'rsa-1024', signature)).toBe(false);
      expect(await verify({ kind: 'rsa-pss', digest: 'SHA-256', saltLength: 32 }, 'rsa-1024', signature)).toBe(false);
    }
  });
});

describe('what cannot be computed', () => {
  it.each<[SignatureScheme, TestKeyKind]>([
    [{ kind: 'unknown', name: 'DSA' }, 'rsa-1024'],
    [{ kind: 'sm2', digest: 'SM3' }, 'p-256'],
  ])('is null, not false (%#)', async (scheme, kind) => {
    const minimalEcdsaValue = Uint8Array.of(0x30, 6, 2, 1, 1, 2, 1, 1);
    expect(await verify(scheme, kind, minimalEcdsaValue)).toBeNull();
  });

  it.each<[SignatureScheme, TestKeyKind]>([
    [{ kind: 'eddsa', curve: 'Ed25519', digest: 'SHA-512' }, 'p-256'],
    [{ kind: 'eddsa', curve: 'Ed448', digest: 'SHAKE256' }, 'ed25519'],
    [{ kind: 'sm2', digest: 'SM3' }, 'rsa-1024'],
    [{ kind: 'ecdsa', digest: 'SHA-256' }, 'rsa-1024'],
    [{ kind: 'ecdsa', digest: 'SHA-256' }, 'ed25519'],
    [{ kind: 'rsa-pkcs1', digest: 'SHA-256' }, 'p-256'],
    [{ kind: 'rsa-pkcs1', digest: 'SHA-256' }, 'pss-2048'],
    [{ kind: 'rsa-pkcs1', digest: 'SHA-256' }, 'ed25519'],
  ])('a key of another family verifies nothing (%#)', async (scheme, kind) => {
    expect(await verify(scheme, kind, new Uint8Array(256))).toBe(false);
  });
});

describe('an RSA key', () => {
  const scheme = { kind: 'rsa-pkcs1', digest: 'SHA-256' } as const;
  const withExponent = (exponent: Uint8Array, octetsOfModulus = 384) =>
    keyOfSpki(
      sequence(
        sequence(oid(OID.rsaEncryption), nullValue()),
        bitString(sequence(unsignedInteger(new Uint8Array(octetsOfModulus).fill(0xff)), unsignedInteger(exponent))),
      ),
    );
  const powerAndOne = (bits: number) => {
    const octets = new Uint8Array(Math.floor(bits / 8) + 1).fill(0);
    octets[0] = 1 << (bits % 8);
    octets[octets.length - 1] = (octets.at(-1) ?? 0) | 1;
    return octets;
  };

  it.each([
    [Uint8Array.of(0), 'improper'],
    [Uint8Array.of(1), 'improper'],
    [Uint8Array.of(2), 'improper'],
    [Uint8Array.of(1, 0, 0), 'improper'],
    [Uint8Array.of(3), 'small'],
    [Uint8Array.of(0xff, 0xff), 'small'],
    [Uint8Array.of(1, 0, 1), 'usual'],
    [powerAndOne(255), 'usual'],
    [powerAndOne(256), 'large'],
    [powerAndOne(3000), 'large'],
  ])('has an exponent (%#)', (exponent, kind) => {
    expect(withExponent(exponent)).toMatchObject({ kind: 'rsa', bits: 3072, exponent: kind });
  });

  it('of a large modulus has a large exponent sooner', () => {
    expect(withExponent(powerAndOne(255), 512)).toMatchObject({ bits: 4096, exponent: 'usual' });
    expect(withExponent(powerAndOne(63), 513)).toMatchObject({ bits: 4104, exponent: 'usual' });
    expect(withExponent(powerAndOne(64), 513)).toMatchObject({ bits: 4104, exponent: 'large' });
  });

  it('whose exponent would take too long to raise to is not called wrong', async () => {
    const signature = new Uint8Array(384).fill(1);
    expect(await verifySignature(scheme, withExponent(powerAndOne(256)), octets, signature)).toBeNull();
    expect(await verifySignature(scheme, withExponent(powerAndOne(255)), octets, signature)).toBe(false);
  });

  it.each([3n, 17n, 65_537n, 2n ** 61n - 1n, 2n ** 255n - 19n])('verifies with the exponent %d', async (exponent) => {
    const key = rsaKeyOf(exponent, 2048);
    const publicKey = publicKeyOf(key);
    const signature = new Uint8Array(sign('sha256', octets, key));
    expect(await verifySignature(scheme, publicKey, octets, signature)).toBe(true);
    expect(await verifySigned(scheme, publicKey, { kind: 'octets', octets }, signature)).toBe(true);
    expect(await verifySignature(scheme, publicKey, Uint8Array.of(1), signature)).toBe(false);
  });
});
