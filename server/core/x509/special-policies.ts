import { type AlgorithmPolicy, CURRENT_ALGORITHM_POLICY } from './algorithm-policy.ts';

/**
 * What a signature of anybody may be made with, a time-stamp too: a small exponent is named, since whole blocks are
 * compared here. In a certificate it stays refused: there one careless reader elsewhere would do.
 */
export const INSPECTION_POLICY: AlgorithmPolicy = {
  ...CURRENT_ALGORITHM_POLICY,
  exponents: { ...CURRENT_ALGORITHM_POLICY.exponents, small: 'legacy' },
};

/**
 * What a confirmation itself may be sealed with, within the policy for everything: what our own writer seals with
 * (`sealing-algorithm.ts`), since a seal that it could not have written is not of the exact form. A row here is all that
 * it takes to judge another algorithm good enough; the form of the seal must then know it too.
 */
export const SEALING_POLICY: AlgorithmPolicy = {
  ...CURRENT_ALGORITHM_POLICY,
  pssKeys: 'unsupported',
  curves: {
    ...CURRENT_ALGORITHM_POLICY.curves,
    secp256k1: 'unsupported',
    brainpoolP256r1: 'unsupported',
    brainpoolP384r1: 'unsupported',
    brainpoolP512r1: 'unsupported',
    SM2: 'unsupported',
  },
  edwards: { Ed25519: 'unsupported', Ed448: 'unsupported' },
  plainEcdsa: 'unsupported',
  digests: {
    ...CURRENT_ALGORITHM_POLICY.digests,
    'SHA3-256': 'unsupported',
    'SHA3-384': 'unsupported',
    'SHA3-512': 'unsupported',
    SHAKE256: 'unsupported',
    SM3: 'unsupported',
  },
};
