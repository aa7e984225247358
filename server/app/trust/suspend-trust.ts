import { z } from 'zod';
import { type Result, refuse } from '#core/confirmation/errors.ts';
import type { Actor } from '../../model/access/actor.ts';
import type { RegisteredAnchor, SuspensionTarget } from '../../ports/trust-register.ts';
import { authorize } from '../access/act.ts';
import { CODE, type ConfirmSecondFactor, REASON } from '../access/reason-and-code.ts';
import { readInput } from '../confirmations/read-input.ts';
import { anchorSubject, setSuspended, type TrustChangeDependencies, targetProblem } from './change-trust-list.ts';
import { hashOfTrust } from './hash-of-trust.ts';

export type SuspendTrustDependencies = TrustChangeDependencies & {
  readonly confirmSecondFactor: ConfirmSecondFactor;
};

const suspensionSchema = z.strictObject({ reason: REASON, code: CODE });

/** One person suspends an anchor or one of its manufacturers at once, for a reason and with the second factor: less is trusted than before. */
export async function suspendTrust(
  deps: SuspendTrustDependencies,
  target: SuspensionTarget,
  input: unknown,
  actor: Actor,
): Promise<Result<RegisteredAnchor>> {
  const permitted = await authorize(deps, actor, 'suspend-trust', anchorSubject(target.anchor));
  if (!permitted.ok) return permitted;
  if (actor.kind !== 'person') return refuse('person-needed');
  const parsed = readInput(suspensionSchema, input);
  if (!parsed.ok) return parsed;
  const { reason, code } = parsed.value;
  const before = await deps.register.all();
  const problem = targetProblem(target, before);
  if (problem !== null) return { ok: false, problem };
  const after = await deps.register.foresee({ kind: 'suspend', target });
  if (hashOfTrust(after) === hashOfTrust(before)) return refuse('trust-unchanged');
  return setSuspended(deps, target, true, actor, { reason, confirm: () => deps.confirmSecondFactor(actor, code) });
}
