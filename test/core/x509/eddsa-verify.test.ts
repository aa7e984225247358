import { generateKeyPairSync, sign } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { bitString, oid, sequence } from '#core/asn1/der-write.ts';
import { OID } from '#core/asn1/oids.ts';
import { concatBytes } from '#core/bytes/bytes.ts';
import type { EdwardsCurve } from '#core/x509/curves.ts';
import type { SignatureScheme } from '#core/x509/signature-scheme.ts';
import { verifySignature, verifySigned } from '#core/x509/verify-signature.ts';
import { hexBytes } from '../../support/hex-bytes.ts';
import { keyOfSpki, publicKeyOf } from '../../support/test-curves.ts';

const octets = new TextEncoder().encode('signed octets');
const SCHEMES: Readonly<Record<EdwardsCurve, SignatureScheme>> = {
  Ed25519: { kind: 'eddsa', curve: 'Ed25519', digest: 'SHA-512' },
  Ed448: { kind: 'eddsa', curve: 'Ed448', digest: 'SHAKE256' },
};
const keyOf = (curve: EdwardsCurve, point: Uint8Array) =>
  keyOfSpki(sequence(sequence(oid(curve === 'Ed448' ? OID.ed448 : OID.ed25519)), bitString(point)));

/** RFC 8032 §7.1 (TEST 2) and §7.4 (Blank, 1 octet). */
const VECTORS: readonly [EdwardsCurve, string, string, string][] = [
  [
    'Ed25519',
    '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c',
    '72',
    '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
  ],
  [
    'Ed448',
    '5fd7449b59b461fd2ce787ec616ad46a1da1342485a70e1f8a0ea75d80e96778edf124769b46c7061bd6783df1e50f6cd1fa1abeafe8256180',
    '',
    '533a37f6bbe457251f023c0d88f976ae2dfb504a843e34d2074fd823d41a591f2b233f034f628281f2fd7a22ddd47d7828c59bd0a21bfd3980ff0d2028d4b18a9df63e006c5d1c2d345b925d8dc00b4104852db99ac5c7cdda8530a113a0f4dbb61149f05a7363268c71d95808ff2e652600',
  ],
  [
    'Ed448',
    '43ba28f430cdff456ae531545f7ecd0ac834a55d9358c0372bfa0c6c6798c0866aea01eb00742802b8438ea4cb82169c235160627b4c3a9480',
    '03',
    '26b8f91727bd62897af15e41eb43c377efb9c610d48f2335cb0bd0087810f4352541b143c4b981b7e18f62de8ccdf633fc1bf037ab7cd779805e0dbcc0aae1cbcee1afb2e027df36bc04dcecbf154336c19f0af7e0a6472905e799f1953d2a0ff3348ab21aa4adafd1d234441cf807c03a00',
  ],
];

it.each(VECTORS)('verifies what the standard signs (%s, %#)', async (curve, point, message, signature) => {
  expect(
    await verifySignature(SCHEMES[curve], keyOf(curve, hexBytes(point)), hexBytes(message), hexBytes(signature)),
  ).toBe(true);
});

describe.each<EdwardsCurve>(['Ed25519', 'Ed448'])('%s', (curve) => {
  const scheme = SCHEMES[curve];
  const { privateKey } = generateKeyPairSync(curve === 'Ed448' ? 'ed448' : ('ed25519' as 'ed448'));
  const key = publicKeyOf(privateKey);
  const good = new Uint8Array(sign(null, octets, privateKey));
  const half = good.length / 2;

  it('verifies what OpenSSL signs, and nothing else', async () => {
    expect(key.kind).toBe('edwards');
    expect(await verifySignature(scheme, key, octets, good)).toBe(true);
    expect(await verifySignature(scheme, key, Uint8Array.of(1), good)).toBe(false);
    for (const wrong of [new Uint8Array(), good.subarray(1), concatBytes([good, Uint8Array.of(0)])]) {
      expect(await verifySignature(scheme, key, octets, wrong)).toBe(false);
    }
  });

  it('has one value only: s and the order more is none', async () => {
    const order = curve === 'Ed448' ? ORDER_448 : ORDER_25519;
    const s = BigInt(`0x${Buffer.from(good.subarray(half)).reverse().toString('hex')}`) + order;
    const more = Buffer.from(s.toString(16).padStart(half * 2, '0'), 'hex').reverse();
    expect(await verifySignature(scheme, key, octets, concatBytes([good.subarray(0, half), more]))).toBe(false);
  });

  it('a key of small order, for which anything would verify, verifies nothing', async () => {
    // The neutral element, for which R = sB verifies with s = 0.
    const neutral = Uint8Array.of(1, ...new Uint8Array(half - 1));
    const forged = concatBytes([neutral, new Uint8Array(half)]);
    expect(await verifySignature(scheme, keyOf(curve, neutral), octets, forged)).toBe(false);
  });

  it('a key that is no point verifies nothing', async () => {
    for (const point of [new Uint8Array(), new Uint8Array(half).fill(0xff), new Uint8Array(half - 1)]) {
      expect(await verifySignature(scheme, keyOf(curve, point), octets, good)).toBe(false);
    }
  });

  it('over a digest alone cannot be computed', async () => {
    const signed = { kind: 'digest', digest: new Uint8Array(64), sm3After: async () => null } as const;
    expect(await verifySigned(scheme, key, signed, good)).toBeNull();
  });
});

/** RFC 8032 §5.1 and §5.2. */
const ORDER_25519 = (1n << 252n) + 27742317777372353535851937790883648493n;
const ORDER_448 = (1n << 446n) - 13818066809895115352007386748515426880336692474882178609894547503885n;
