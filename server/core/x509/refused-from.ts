import type { IsoDate } from '#core/confirmation/calendar.ts';
import { ALGORITHM_POLICIES, type AlgorithmPolicy, judgeKey } from './algorithm-policy.ts';
import type { PublicKey } from './public-key.ts';
import type { DigestName } from './signature-scheme.ts';

/**
 * The first day after `after` from which a policy refuses a key, or a digest that goes with it; null where none does yet.
 * What was signed with it must have been stamped anew by then.
 */
export function refusedFrom(
  { key, digest }: { readonly key: PublicKey; readonly digest: DigestName },
  after: IsoDate,
  policies: readonly AlgorithmPolicy[] = ALGORITHM_POLICIES,
): IsoDate | null {
  const refusing = policies.find(
    (policy) => policy.from > after && [judgeKey(key, policy), policy.digests[digest]].includes('refused'),
  );
  return refusing?.from ?? null;
}
