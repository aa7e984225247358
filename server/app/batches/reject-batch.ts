import { type Result, succeed } from '#core/confirmation/errors.ts';
import type { Actor } from '../../model/access/actor.ts';
import type { Batch } from '../../model/batches/batch.ts';
import { rejectBatch as rejected } from '../../model/batches/batch-steps.ts';
import { reasonSchema } from '../access/reason-and-code.ts';
import { readInput } from '../confirmations/read-input.ts';
import { batchAct, type ChangeDependencies } from './batch-act.ts';
import { batchFor } from './find-batch.ts';
import { performStep, stepBatch } from './step-batch.ts';

/** Turns a proposal down for a reason that the proposer reads. Nothing of it is ever sealed. */
export async function rejectBatch(
  deps: ChangeDependencies,
  id: string,
  input: unknown,
  actor: Actor,
): Promise<Result<Batch>> {
  const found = await batchFor(deps, id, actor, 'approve-batch');
  if (!found.ok) return found;
  const parsed = readInput(reasonSchema, input);
  if (!parsed.ok) return parsed;
  const { reason } = parsed.value;
  const act = batchAct('approve-batch', found.value, actor, { step: 'reject' });
  return performStep(deps, act, () => {
    const at = deps.clock.now();
    const step = (batch: Batch) => {
      const done = rejected(batch, { by: actor, at }, reason);
      return done.ok ? succeed({ batch: done.value }) : done;
    };
    return stepBatch(deps, act, { at, step });
  });
}
