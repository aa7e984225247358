import { expect, test } from '@jest/globals';
import { type AlgorithmPolicy, CURRENT_ALGORITHM_POLICY } from '#core/x509/algorithm-policy.ts';
import { refusedFrom } from '#core/x509/refused-from.ts';

const rsa = {
  kind: 'rsa',
  bits: 3072,
  exponent: 'usual',
  pssOnly: false,
  identity: 'rsa',
  spki: new Uint8Array(),
} as const;
const p256 = { kind: 'ec', curve: 'P-256', identity: 'ec', spki: new Uint8Array() } as const;
const later: AlgorithmPolicy = {
  ...CURRENT_ALGORITHM_POLICY,
  from: '2035-01-01',
  rsa: [{ fromBits: 4096, judgement: 'accepted' }],
};
const last: AlgorithmPolicy = {
  ...later,
  from: '2040-01-01',
  digests: { ...later.digests, 'SHA-256': 'refused' },
};
const policies = [CURRENT_ALGORITHM_POLICY, later, last];

test('the day on which a policy that is known refuses the key, or its digest', () => {
  expect(refusedFrom({ key: rsa, digest: 'SHA-256' }, '2026-06-01', policies)).toBe('2035-01-01');
  expect(refusedFrom({ key: p256, digest: 'SHA-256' }, '2026-06-01', policies)).toBe('2040-01-01');
  expect(refusedFrom({ key: p256, digest: 'SHA-384' }, '2026-06-01', policies)).toBeNull();
});

test('what is refused already, or by nobody yet, has no such day', () => {
  expect(refusedFrom({ key: rsa, digest: 'SHA-384' }, '2040-01-01', policies)).toBeNull();
  expect(refusedFrom({ key: rsa, digest: 'SHA-256' }, '2026-06-01')).toBeNull();
});
