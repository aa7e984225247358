import { describe, expect, it } from '@jest/globals';
import {
  ALGORITHM_POLICIES,
  algorithmPolicyOn,
  CURRENT_ALGORITHM_POLICY,
  judgeAlgorithm,
} from '#core/x509/algorithm-policy.ts';
import type { EdwardsCurve, NamedCurve } from '#core/x509/curves.ts';
import type { PublicKey, RsaExponent } from '#core/x509/public-key.ts';
import type { DigestName, SignatureScheme } from '#core/x509/signature-scheme.ts';
import { INSPECTION_POLICY, SEALING_POLICY } from '#core/x509/special-policies.ts';

const spki = new Uint8Array();
const rsa = (bits: number, exponent: RsaExponent = 'usual', pssOnly = false): PublicKey => ({
  kind: 'rsa',
  bits,
  exponent,
  pssOnly,
  identity: 'rsa',
  spki,
});
const on = (curve: NamedCurve): PublicKey => ({ kind: 'ec', curve, identity: 'ec', spki });
const edwards = (curve: EdwardsCurve): PublicKey => ({ kind: 'edwards', curve, identity: 'edwards', spki });
const ec = on('P-256');
const pkcs1 = (digest: DigestName): SignatureScheme => ({ kind: 'rsa-pkcs1', digest });
const ecdsa = (digest: DigestName): SignatureScheme => ({ kind: 'ecdsa', digest });

describe('judgeAlgorithm', () => {
  it.each([
    [1024, 'refused'],
    [2047, 'refused'],
    [2048, 'legacy'],
    [3071, 'legacy'],
    [3072, 'accepted'],
    [4096, 'accepted'],
    [8192, 'accepted'],
    [16_384, 'unsupported'],
  ])('judges RSA of %d bits: %s', (bits, policy) => {
    expect(judgeAlgorithm(pkcs1('SHA-256'), rsa(bits))).toEqual({ name: `RSA-${bits} with SHA-256`, policy });
  });

  it.each([
    ['MD5', 'refused'],
    ['SHA-1', 'refused'],
    ['SHA-224', 'refused'],
    ['SHA-256', 'accepted'],
    ['SHA-384', 'accepted'],
    ['SHA-512', 'accepted'],
    ['SHA3-256', 'accepted'],
    ['SHA3-384', 'accepted'],
    ['SHA3-512', 'accepted'],
    ['SHAKE256', 'accepted'],
    ['SM3', 'accepted'],
  ] as const)('judges %s: %s', (digest, policy) => {
    expect(judgeAlgorithm(pkcs1(digest), rsa(3072)).policy).toBe(policy);
    expect(judgeAlgorithm(ecdsa(digest), ec).policy).toBe(policy);
  });

  it('takes the worst of key and digest', () => {
    expect(judgeAlgorithm(pkcs1('SHA-1'), rsa(2048)).policy).toBe('refused');
    expect(judgeAlgorithm(pkcs1('SHA-256'), rsa(1024)).policy).toBe('refused');
  });

  it.each([
    ['usual', 'accepted', 'accepted'],
    ['small', 'refused', 'legacy'],
    ['large', 'unsupported', 'unsupported'],
    ['improper', 'refused', 'refused'],
  ] as const)('judges a %s public exponent: %s, in signatures of anybody %s', (exponent, policy, ofAnybody) => {
    expect(judgeAlgorithm(pkcs1('SHA-256'), rsa(3072, exponent)).policy).toBe(policy);
    expect(judgeAlgorithm(pkcs1('SHA-256'), rsa(3072, exponent), SEALING_POLICY).policy).toBe(policy);
    expect(judgeAlgorithm(pkcs1('SHA-256'), rsa(3072, exponent), INSPECTION_POLICY).policy).toBe(ofAnybody);
  });

  it.each<[string, SignatureScheme, PublicKey, string, string]>([
    ['ECDSA P-256 with SHA-256', ecdsa('SHA-256'), on('P-256'), 'accepted', 'accepted'],
    ['ECDSA P-521 with SHA-512', ecdsa('SHA-512'), on('P-521'), 'accepted', 'accepted'],
    ['ECDSA brainpoolP256r1 with SHA-256', ecdsa('SHA-256'), on('brainpoolP256r1'), 'accepted', 'unsupported'],
    ['ECDSA brainpoolP384r1 with SHA-384', ecdsa('SHA-384'), on('brainpoolP384r1'), 'accepted', 'unsupported'],
    ['ECDSA brainpoolP512r1 with SHA-512', ecdsa('SHA-512'), on('brainpoolP512r1'), 'accepted', 'unsupported'],
    ['ECDSA secp256k1 with SHA-256', ecdsa('SHA-256'), on('secp256k1'), 'legacy', 'unsupported'],
    [
      'plain ECDSA P-256 with SHA-256',
      { kind: 'ecdsa-plain', digest: 'SHA-256' },
      on('P-256'),
      'accepted',
      'unsupported',
    ],
    ['plain ECDSA P-256 with SHA-1', { kind: 'ecdsa-plain', digest: 'SHA-1' }, on('P-256'), 'refused', 'refused'],
    ['SM2 with SM3', { kind: 'sm2', digest: 'SM3' }, on('SM2'), 'accepted', 'unsupported'],
    ['Ed25519', { kind: 'eddsa', curve: 'Ed25519', digest: 'SHA-512' }, edwards('Ed25519'), 'accepted', 'unsupported'],
    ['Ed448', { kind: 'eddsa', curve: 'Ed448', digest: 'SHAKE256' }, edwards('Ed448'), 'accepted', 'unsupported'],
    [
      'RSA-PSS-3072 with SHA-256',
      { kind: 'rsa-pss', digest: 'SHA-256', saltLength: 32 },
      rsa(3072, 'usual', true),
      'accepted',
      'unsupported',
    ],
  ])('judges %s', (name, scheme, key, policy, inSeal) => {
    expect(judgeAlgorithm(scheme, key)).toEqual({ name, policy });
    expect(judgeAlgorithm(scheme, key, SEALING_POLICY)).toEqual({ name, policy: inSeal });
  });

  it('refuses a scheme that does not fit the key', () => {
    expect(judgeAlgorithm(ecdsa('SHA-256'), rsa(3072)).policy).toBe('refused');
    expect(judgeAlgorithm(pkcs1('SHA-256'), ec).policy).toBe('refused');
    expect(judgeAlgorithm(pkcs1('SHA-256'), rsa(3072, 'usual', true)).policy).toBe('refused');
    expect(judgeAlgorithm(ecdsa('SHA-256'), on('SM2')).policy).toBe('refused');
    expect(judgeAlgorithm({ kind: 'sm2', digest: 'SM3' }, ec).policy).toBe('refused');
    expect(judgeAlgorithm({ kind: 'eddsa', curve: 'Ed448', digest: 'SHAKE256' }, edwards('Ed25519')).policy).toBe(
      'refused',
    );
  });

  it('names what it does not support', () => {
    const other: PublicKey = { kind: 'other', name: 'EC key on 1.3.132.0.33', identity: 'other', spki };
    expect(judgeAlgorithm(ecdsa('SHA-256'), other)).toEqual({
      name: 'EC key on 1.3.132.0.33 with SHA-256',
      policy: 'unsupported',
    });
    const unknown = { kind: 'unknown', name: 'ML-DSA-65' } as const;
    expect(judgeAlgorithm(unknown, ec)).toEqual({ name: 'ML-DSA-65', policy: 'unsupported' });
  });
});

describe('policies', () => {
  it('stand in the order of their days', () => {
    const days = ALGORITHM_POLICIES.map(({ from }) => from);
    expect(days).toEqual([...days].sort());
  });

  it('give the newest at the end of time and the oldest at its beginning', () => {
    expect(CURRENT_ALGORITHM_POLICY).toBe(ALGORITHM_POLICIES.at(-1));
    expect(algorithmPolicyOn('1990-01-01')).toBe(ALGORITHM_POLICIES[0]);
  });
});
