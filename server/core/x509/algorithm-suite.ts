import type { AlgorithmEvidence } from '#core/confirmation/evidence.ts';
import { type AlgorithmPolicy, CURRENT_ALGORITHM_POLICY, judgeAlgorithm } from './algorithm-policy.ts';
import {
  type AnyScheme,
  anyKey,
  anyScheme,
  INSPECTION_POLICY,
  judgeAny,
  type Signed,
  verifyAny,
} from './any-signature.ts';
import type { PublicKey } from './public-key.ts';
import {
  type AlgorithmIdentifier,
  type DigestName,
  type SignatureScheme,
  signatureScheme,
} from './signature-scheme.ts';
import { verifySignature } from './verify-signature.ts';

/** The algorithms that a judgement of a CMS signature knows, and what it makes of them. Each throws `der-malformed`. */
export type AlgorithmSuite = {
  /** How a signature was made; `cmsDigest` is that of the SignerInfo. */
  readonly schemeOf: (algorithm: AlgorithmIdentifier, cmsDigest: DigestName | null) => AnyScheme;
  readonly judge: (scheme: AnyScheme, key: PublicKey) => AlgorithmEvidence;
  readonly digests: AlgorithmPolicy['digests'];
  /** Whether the signature verifies; null where the suite cannot compute it. */
  readonly verify: (
    scheme: AnyScheme,
    key: PublicKey,
    signed: Signed,
    signature: Uint8Array,
  ) => Promise<boolean | null>;
};

/** What is understood in signatures of anybody. */
export const INSPECTED_ALGORITHMS: AlgorithmSuite = {
  schemeOf: anyScheme,
  judge: (scheme, key) => judgeAny(scheme, anyKey(key)),
  digests: INSPECTION_POLICY.digests,
  verify: (scheme, key, signed, signature) => verifyAny(scheme, anyKey(key), signed, signature),
};

/** What a sealed document may be signed with: what every engine that must verify it has. */
export const SEALING_ALGORITHMS: AlgorithmSuite = {
  schemeOf: signatureScheme,
  judge: (scheme, key) => judgeAlgorithm(sealingScheme(scheme), key),
  digests: CURRENT_ALGORITHM_POLICY.digests,
  verify: async (scheme, key, signed, signature) => {
    const sealing = sealingScheme(scheme);
    if (signed.kind !== 'octets' || judgeAlgorithm(sealing, key).policy === 'unsupported') return null;
    return verifySignature(sealing, key, signed.octets, signature);
  },
};

function sealingScheme(scheme: AnyScheme): SignatureScheme {
  return scheme.kind === 'ed25519' ? { kind: 'unknown', name: 'Ed25519' } : scheme;
}
