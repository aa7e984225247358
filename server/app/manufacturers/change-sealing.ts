import { z } from 'zod';
import type { Result } from '#core/confirmation/errors.ts';
import type { Actor } from '../../model/access/actor.ts';
import { manufacturerStream } from '../../model/access/audit-entry.ts';
import { SEALING_LEVELS, WITHOUT_PROOF } from '../../model/manufacturers/sealing-policy.ts';
import type { SealingPolicies } from '../../ports/sealing-policies.ts';
import { type Act, type ActDependencies, authorize, performInStore } from '../access/act.ts';
import { readInput } from '../confirmations/read-input.ts';
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

export type ChangeSealingDependencies = SealingDependencies & ActDependencies & { readonly policies: SealingPolicies };

/**
 * Gives a manufacturer a policy of its own from the next document on; `null` lets it follow the install again. The audit
 * log says so. What was sealed before stays as it is.
 */
export async function changeSealing(
  deps: ChangeSealingDependencies,
  manufacturerId: string,
  input: unknown,
  actor: Actor,
): Promise<Result<ManufacturerSealing>> {
  const subject = { kind: 'manufacturer', id: manufacturerId } as const;
  const permitted = await authorize(deps, actor, 'change-sealing', subject, { manufacturerId });
  if (!permitted.ok) return permitted;
  const parsed = readInput(sealingPolicySchema.nullable(), input);
  if (!parsed.ok) return parsed;
  const known = await findSealing(deps, manufacturerId);
  if (!known.ok) return known;
  const act: Act = { stream: manufacturerStream(manufacturerId), actor, action: 'change-sealing', subject };
  return performInStore(deps, act, async () => {
    await deps.policies.set({ manufacturerId, policy: parsed.value, by: actor, at: deps.clock.now() });
    return findSealing(deps, manufacturerId);
  });
}
