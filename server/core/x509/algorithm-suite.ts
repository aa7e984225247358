import type { AlgorithmEvidence } from '#core/confirmation/evidence.ts';
import { type AlgorithmPolicy, judgeAlgorithm } from './algorithm-policy.ts';
import type { PublicKey } from './public-key.ts';
import {
  type AlgorithmIdentifier,
  anyScheme,
  type DigestName,
  type SignatureScheme,
  signatureScheme,
} from './signature-scheme.ts';
import type { Signed } from './signed.ts';
import { INSPECTION_POLICY, SEALING_POLICY } from './special-policies.ts';
import { verifySignature, verifySigned } from './verify-signature.ts';

/** The algorithms that a judgement of a CMS signature knows, and what it makes of them. Each throws `der-malformed`. */
export type AlgorithmSuite = {
  /** How a signature was made; `cmsDigest` is that of the SignerInfo. */
  readonly schemeOf: (algorithm: AlgorithmIdentifier, cmsDigest: DigestName | null) => SignatureScheme;
  readonly judge: (scheme: SignatureScheme, key: PublicKey) => AlgorithmEvidence;
  readonly digests: AlgorithmPolicy['digests'];
  /** Whether the signature verifies; null where the suite cannot compute it. */
  readonly verify: (
    scheme: SignatureScheme,
    key: PublicKey,
    signed: Signed,
    signature: Uint8Array,
  ) => Promise<boolean | null>;
};

/** What is understood in signatures of anybody. */
export const INSPECTED_ALGORITHMS: AlgorithmSuite = {
  schemeOf: anyScheme,
  judge: (scheme, key) => judgeAlgorithm(scheme, key, INSPECTION_POLICY),
  digests: INSPECTION_POLICY.digests,
  verify: (scheme, key, signed, signature) => {
    // Whatever is RSA is computed here: of padded digests an engine takes one spelling, of the two that there are.
    const isRsa = scheme.kind === 'rsa-pkcs1' || scheme.kind === 'rsa-pss';
    if (signed.kind === 'digest' || isRsa) return verifySigned(scheme, key, signed, signature);
    return verifySignature(scheme, key, signed.octets, signature);
  },
};

/** What a sealed document may be signed with: what its writer seals with. */
export const SEALING_ALGORITHMS: AlgorithmSuite = {
  schemeOf: signatureScheme,
  judge: (scheme, key) => judgeAlgorithm(scheme, key, SEALING_POLICY),
  digests: SEALING_POLICY.digests,
  verify: async (scheme, key, signed, signature) => {
    const { policy } = judgeAlgorithm(scheme, key, SEALING_POLICY);
    if (signed.kind !== 'octets' || policy === 'unsupported') return null;
    return verifySignature(scheme, key, signed.octets, signature);
  },
};
