import type { IsoDate } from '#core/confirmation/calendar.ts';
import type { AlgorithmEvidence } from '#core/confirmation/evidence.ts';
import type { EdwardsCurve, NamedCurve } from './curves.ts';
import type { PublicKey, RsaExponent } from './public-key.ts';
import type { DigestName, SignatureScheme } from './signature-scheme.ts';

type Judgement = AlgorithmEvidence['policy'];

/**
 * What is accepted from a day on, in certificates, lists and answers, and but for what `special-policies.ts` names in
 * everything. A later row replaces the whole policy; none is ever edited.
 */
export type AlgorithmPolicy = {
  readonly from: IsoDate;
  readonly source: string;
  /** Modulus sizes in bits; the first row whose `from` is reached counts, below all of them a key is refused. */
  readonly rsa: readonly { readonly fromBits: number; readonly judgement: Judgement }[];
  readonly exponents: Readonly<Record<RsaExponent, Judgement>>;
  /** RSA keys that are for RSASSA-PSS alone. */
  readonly pssKeys: Judgement;
  readonly curves: Readonly<Record<NamedCurve, Judgement>>;
  readonly edwards: Readonly<Record<EdwardsCurve, Judgement>>;
  /** ECDSA with r‖s for a value (BSI TR-03111). */
  readonly plainEcdsa: Judgement;
  readonly digests: Readonly<Record<DigestName, Judgement>>;
};

/** Newest last. */
export const ALGORITHM_POLICIES: readonly AlgorithmPolicy[] = [
  {
    from: '2026-01-01',
    source: 'ETSI TS 119 312; FIPS 186-5 for EdDSA; GB/T 32918 and 32905 for SM2 with SM3',
    rsa: [
      // Larger keys only cost time: an attacker's choice, so there is an end to it.
      { fromBits: 8193, judgement: 'unsupported' },
      { fromBits: 3072, judgement: 'accepted' },
      { fromBits: 2048, judgement: 'legacy' },
    ],
    // Of large ones the time is a choice, too.
    exponents: { usual: 'accepted', small: 'refused', large: 'unsupported', improper: 'refused' },
    pssKeys: 'accepted',
    curves: {
      'P-256': 'accepted',
      'P-384': 'accepted',
      'P-521': 'accepted',
      brainpoolP256r1: 'accepted',
      brainpoolP384r1: 'accepted',
      brainpoolP512r1: 'accepted',
      // Sound as far as is known, and in no catalogue for signatures on documents.
      secp256k1: 'legacy',
      SM2: 'accepted',
    },
    edwards: { Ed25519: 'accepted', Ed448: 'accepted' },
    plainEcdsa: 'accepted',
    digests: {
      MD5: 'refused',
      'SHA-1': 'refused',
      'SHA-224': 'refused',
      'SHA-256': 'accepted',
      'SHA-384': 'accepted',
      'SHA-512': 'accepted',
      'SHA3-256': 'accepted',
      'SHA3-384': 'accepted',
      'SHA3-512': 'accepted',
      SHAKE256: 'accepted',
      SM3: 'accepted',
    },
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
  return { name: algorithmName(scheme, key), policy: worstOf(judgements) };
}

function worstOf(judgements: readonly Judgement[]): Judgement {
  return judgements.reduce((worst, next) => (ORDER.indexOf(next) > ORDER.indexOf(worst) ? next : worst));
}

function judgeScheme(scheme: SignatureScheme, key: PublicKey, policy: AlgorithmPolicy): Judgement {
  if (scheme.kind === 'unknown') return 'unsupported';
  if (key.kind !== 'other' && !isOfFamily(scheme, key)) return 'refused';
  const digest = policy.digests[scheme.digest];
  return scheme.kind === 'ecdsa-plain' ? worstOf([digest, policy.plainEcdsa]) : digest;
}

/** Whether a key is one that a scheme is made with. Not of keys of an unknown kind. */
function isOfFamily(scheme: Exclude<SignatureScheme, { kind: 'unknown' }>, key: PublicKey): boolean {
  switch (scheme.kind) {
    case 'rsa-pkcs1':
      return key.kind === 'rsa' && !key.pssOnly;
    case 'rsa-pss':
      return key.kind === 'rsa';
    case 'ecdsa':
    case 'ecdsa-plain':
      return key.kind === 'ec' && key.curve !== 'SM2';
    case 'sm2':
      return key.kind === 'ec' && key.curve === 'SM2';
    case 'eddsa':
      return key.kind === 'edwards' && key.curve === scheme.curve;
  }
}

/** What a policy makes of a key, whatever it signs with. */
export function judgeKey(key: PublicKey, policy: AlgorithmPolicy): Judgement {
  switch (key.kind) {
    case 'other':
      return 'unsupported';
    case 'ec':
      return policy.curves[key.curve];
    case 'edwards':
      return policy.edwards[key.curve];
    case 'rsa': {
      const size = policy.rsa.find((row) => key.bits >= row.fromBits)?.judgement ?? 'refused';
      return worstOf([size, policy.exponents[key.exponent], key.pssOnly ? policy.pssKeys : 'accepted']);
    }
  }
}

/**
 * Key and digest of a name that `judgeAlgorithm` gives, for texts that write it in another way (`RSA-3072（SHA-256）`).
 * The digest is `none` where the scheme implies it, or is not known.
 */
export function algorithmParts(name: string): { readonly key: string; readonly digest: string } {
  const [key = name, digest = 'none'] = name.split(' with ');
  return { key, digest };
}

function algorithmName(scheme: SignatureScheme, key: PublicKey): string {
  if (scheme.kind === 'unknown') return scheme.name;
  return scheme.kind === 'eddsa' ? scheme.curve : `${keyName(scheme, key)} with ${scheme.digest}`;
}

function keyName(scheme: Exclude<SignatureScheme, { kind: 'unknown' }>, key: PublicKey): string {
  if (key.kind === 'other') return key.name;
  if (key.kind === 'edwards') return key.curve;
  if (key.kind === 'rsa') return scheme.kind === 'rsa-pss' ? `RSA-PSS-${key.bits}` : `RSA-${key.bits}`;
  if (scheme.kind === 'sm2' && key.curve === 'SM2') return 'SM2';
  return `${scheme.kind === 'ecdsa-plain' ? 'plain ECDSA' : 'ECDSA'} ${key.curve}`;
}
