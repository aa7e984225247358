import { z } from 'zod';
import { type Result, refuse } from '#core/confirmation/errors.ts';
import { SEALING_LEVELS, WITHOUT_PROOF } from '../../model/manufacturers/sealing-policy.ts';
import type { Clock } from '../../ports/clock.ts';
import type { SealingPolicies } from '../../ports/sealing-policies.ts';
import { shapeProblems } from '../confirmations/confirmation-request.ts';
import { findSealing, type ManufacturerSealing, type SealingDependencies } from './find-sealing.ts';

/** A sealing policy as it is asked for: always whole. */
export const sealingPolicySchema = z.strictObject({
  level: z.enum(SEALING_LEVELS).meta({ description: 'PAdES baseline level: B-T with a time-stamp, B-B without' }),
  embedRevocation: z.boolean().meta({
    description: 'Whether what proves the signer, and the time-stamp authority, good lies in the sealed file',
  }),
  withoutProof: z
    .enum(WITHOUT_PROOF)
    .meta({ description: 'Where a proof cannot be had: issue nothing, or issue with those that can' }),
});

export type ChangeSealingDependencies = SealingDependencies & {
  readonly policies: SealingPolicies;
  readonly clock: Clock;
};

/**
 * Gives a manufacturer a policy of its own from the next document on; `null` lets it follow the install again. The audit
 * log says so. What was sealed before stays as it is.
 */
export async function changeSealing(
  deps: ChangeSealingDependencies,
  manufacturerId: string,
  input: unknown,
  by: string,
): Promise<Result<ManufacturerSealing>> {
  const parsed = sealingPolicySchema.nullable().safeParse(input, { reportInput: true });
  if (!parsed.success) return refuse('request-not-valid', {}, shapeProblems(parsed.error));
  await deps.policies.set({ manufacturerId, policy: parsed.data, by, at: deps.clock.now() });
  return findSealing(deps, manufacturerId);
}
