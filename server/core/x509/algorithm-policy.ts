import type { IsoDate } from '#core/confirmation/calendar.ts';
import type { AlgorithmEvidence } from '#core/confirmation/evidence.ts';
import type { NamedCurve, PublicKey } from './public-key.ts';
import type { DigestName, SignatureScheme } from './signature-scheme.ts';

type Judgement = AlgorithmEvidence['policy'];

/** What is accepted from a day on. A later row replaces the whole policy; none is ever edited. */
export type AlgorithmPolicy = {
  readonly from: IsoDate;
  readonly source: string;
  /** Modulus sizes in bits; the first row whose `from` is reached counts, below all of them a key is refused. */
  readonly rsa: readonly { readonly fromBits: number; readonly judgement: Judgement }[];
  readonly curves: Readonly<Record<NamedCurve, Judgement>>;
  readonly digests: Readonly<Record<DigestName, Judgement>>;
};

const DIGESTS_2026: AlgorithmPolicy['digests'] = {
  MD5: 'refused',
  'SHA-1': 'refused',
  'SHA-224': 'refused',
  'SHA-256': 'accepted',
  'SHA-384': 'accepted',
  'SHA-512': 'accepted',
  // Strong, but not every engine that must verify here has them.
  'SHA3-256': 'unsupported',
  'SHA3-384': 'unsupported',
  'SHA3-512': 'unsupported',
  SM3: 'unsupported',
};

/** Newest last. */
export const ALGORITHM_POLICIES: readonly AlgorithmPolicy[] = [
  {
    from: '2026-01-01',
    source: 'ETSI TS 119 312',
    rsa: [
      // Larger keys only cost time: an attacker's choice, so there is an end to it.
      { fromBits: 8193, judgement: 'unsupported' },
      { fromBits: 3072, judgement: 'accepted' },
      { fromBits: 2048, judgement: 'legacy' },
    ],
    curves: { 'P-256': 'accepted', 'P-384': 'accepted', 'P-521': 'accepted' },
    digests: DIGESTS_2026,
  },
];

/** The policy in force on a day; the oldest one before all of them. */
export function algorithmPolicyOn(date: IsoDate): AlgorithmPolicy {
  const [oldest, ...later] = ALGORITHM_POLICIES;
  if (oldest === undefined) throw new Error('no algorithm policy');
  return later.findLast((policy) => policy.from <= date) ?? oldest;
}

/** The newest policy. */
export const CURRENT_ALGORITHM_POLICY: AlgorithmPolicy = algorithmPolicyOn('9999-12-31');

const ORDER: readonly Judgement[] = ['accepted', 'legacy', 'unsupported', 'refused'];

/** Names an algorithm and says what the policy makes of it: the worst of its scheme, key and digest. */
export function judgeAlgorithm(
  scheme: SignatureScheme,
  key: PublicKey,
  policy: AlgorithmPolicy = CURRENT_ALGORITHM_POLICY,
): AlgorithmEvidence {
  const judgements = [judgeKey(key, policy), judgeScheme(scheme, key, policy)];
  return {
    name: algorithmName(scheme, key),
    policy: judgements.reduce((worst, next) => (ORDER.indexOf(next) > ORDER.indexOf(worst) ? next : worst)),
  };
}

function judgeScheme(scheme: SignatureScheme, key: PublicKey, policy: AlgorithmPolicy): Judgement {
  if (scheme.kind === 'unknown') return 'unsupported';
  const family = scheme.kind === 'ecdsa' ? 'ec' : 'rsa';
  if (key.kind !== 'other' && key.kind !== family) return 'refused';
  return policy.digests[scheme.digest];
}

/** What a policy makes of a key, whatever it signs with. */
export function judgeKey(key: PublicKey, policy: AlgorithmPolicy): Judgement {
  if (key.kind === 'other') return 'unsupported';
  if (key.kind === 'ec') return policy.curves[key.curve];
  if (!key.exponentAccepted) return 'refused';
  return policy.rsa.find((row) => key.bits >= row.fromBits)?.judgement ?? 'refused';
}

function algorithmName(scheme: SignatureScheme, key: PublicKey): string {
  if (scheme.kind === 'unknown') return scheme.name;
  return `${keyName(scheme, key)} with ${scheme.digest}`;
}

function keyName(scheme: Exclude<SignatureScheme, { kind: 'unknown' }>, key: PublicKey): string {
  if (key.kind === 'other') return key.name;
  if (key.kind === 'ec') return `ECDSA ${key.curve}`;
  return scheme.kind === 'rsa-pss' ? `RSA-PSS-${key.bits}` : `RSA-${key.bits}`;
}
