import { describe, expect, it } from '@jest/globals';
import {
  ALGORITHM_POLICIES,
  algorithmPolicyOn,
  CURRENT_ALGORITHM_POLICY,
  judgeAlgorithm,
} from '#core/x509/algorithm-policy.ts';
import type { PublicKey } from '#core/x509/public-key.ts';
import type { DigestName, SignatureScheme } from '#core/x509/signature-scheme.ts';

const spki = new Uint8Array();
const rsa = (bits: number, exponentAccepted = true): PublicKey => ({
  kind: 'rsa',
  bits,
  exponentAccepted,
  identity: 'rsa',
  spki,
});
const ec: PublicKey = { kind: 'ec', curve: 'P-256', identity: 'ec', spki };
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
    ['SHA3-256', 'unsupported'],
    ['SM3', 'unsupported'],
  ] as const)('judges %s: %s', (digest, policy) => {
    expect(judgeAlgorithm(pkcs1(digest), rsa(3072)).policy).toBe(policy);
    expect(judgeAlgorithm(ecdsa(digest), ec).policy).toBe(policy);
  });

  it('takes the worst of key and digest', () => {
    expect(judgeAlgorithm(pkcs1('SHA-1'), rsa(2048)).policy).toBe('refused');
    expect(judgeAlgorithm(pkcs1('SHA3-256'), rsa(1024)).policy).toBe('refused');
  });

  it('refuses a small or even public exponent', () => {
    expect(judgeAlgorithm(pkcs1('SHA-256'), rsa(3072, false)).policy).toBe('refused');
  });

  it('refuses a scheme that does not fit the key', () => {
    expect(judgeAlgorithm(ecdsa('SHA-256'), rsa(3072)).policy).toBe('refused');
    expect(judgeAlgorithm(pkcs1('SHA-256'), ec).policy).toBe('refused');
  });

  it('names what it does not support', () => {
    const other: PublicKey = { kind: 'other', name: 'secp256k1', identity: 'other', spki };
    expect(judgeAlgorithm(ecdsa('SHA-256'), other)).toEqual({ name: 'secp256k1 with SHA-256', policy: 'unsupported' });
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
