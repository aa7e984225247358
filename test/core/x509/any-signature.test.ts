import { constants, createPublicKey, type KeyObject, sign } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { readDer } from '#core/asn1/der.ts';
import { type AnyScheme, anyKey, verifyAny } from '#core/x509/any-signature.ts';
import { readPublicKey } from '#core/x509/public-key.ts';
import type { DigestName } from '#core/x509/signature-scheme.ts';
import { type TestKeyKind, testKey } from '../../support/pki.ts';

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

const spki = (key: KeyObject) => new Uint8Array(createPublicKey(key).export({ type: 'spki', format: 'der' }));
const publicKey = (key: KeyObject) => anyKey(readPublicKey(readDer(spki(key))));
const verify = (scheme: AnyScheme, kind: TestKeyKind, signature: Uint8Array, signed = octets) =>
  verifyAny(scheme, publicKey(testKey(kind, 'any')), { kind: 'octets', octets: signed }, signature);

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
  it.each<[AnyScheme, TestKeyKind]>([
    [{ kind: 'unknown', name: 'DSA' }, 'rsa-1024'],
    [{ kind: 'ecdsa', digest: 'SHA-256' }, 'brainpool-256'],
    [{ kind: 'rsa-pkcs1', digest: 'SM3' }, 'rsa-1024'],
    [{ kind: 'ecdsa', digest: 'SM3' }, 'p-256'],
  ])('is null, not false (%#)', async (scheme, kind) => {
    const minimalEcdsaValue = Uint8Array.of(0x30, 6, 2, 1, 1, 2, 1, 1);
    expect(await verify(scheme, kind, minimalEcdsaValue)).toBeNull();
  });

  it.each<[AnyScheme, TestKeyKind]>([
    [{ kind: 'ed25519' }, 'p-256'],
    [{ kind: 'ecdsa', digest: 'SHA-256' }, 'rsa-1024'],
    [{ kind: 'ecdsa', digest: 'SHA-256' }, 'ed25519'],
    [{ kind: 'rsa-pkcs1', digest: 'SHA-256' }, 'p-256'],
    [{ kind: 'rsa-pkcs1', digest: 'SHA-256' }, 'pss-2048'],
    [{ kind: 'rsa-pkcs1', digest: 'SHA-256' }, 'ed25519'],
  ])('a key of another family verifies nothing (%#)', async (scheme, kind) => {
    expect(await verify(scheme, kind, new Uint8Array(256))).toBe(false);
  });
});
