import { type Result, refuse } from '#core/confirmation/errors.ts';
import type { Actor } from '../../model/access/actor.ts';
import type { RegisteredAnchor, SuspensionTarget } from '../../ports/trust-register.ts';
import { authorize } from '../access/act.ts';
import { type ConfirmSecondFactor, reasonAndCodeSchema } from '../access/reason-and-code.ts';
import { readInput } from '../confirmations/read-input.ts';
import { anchorSubject, setSuspended, type TrustChangeDependencies } from './change-trust-list.ts';
import { type ForeseeListDependencies, foreseeList } from './proposed-trust.ts';

export type SuspendTrustDependencies = TrustChangeDependencies &
  ForeseeListDependencies & {
    readonly confirmSecondFactor: ConfirmSecondFactor;
  };

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
  const parsed = readInput(reasonAndCodeSchema, input);
  if (!parsed.ok) return parsed;
  const { reason, code } = parsed.value;
  const foreseen = await foreseeList(deps, { kind: 'suspend', target });
  if (!foreseen.ok) return foreseen;
  return setSuspended(deps, target, true, actor, { reason, confirm: () => deps.confirmSecondFactor(actor, code) });
}
