import { type Result, refuse, succeed } from '#core/confirmation/errors.ts';
import type { Actor } from '../../model/access/actor.ts';
import { type Action, isPermitted, reachOf } from '../../model/access/permissions.ts';
import { authorize } from '../access/act.ts';
import { type BatchDependencies, batchSubject } from './batch-act.ts';
import { findBatch, type StoredBatch } from './batch-records.ts';

/**
 * A batch that the actor may do this to. One that the actor may not even read is unknown, like one that does not exist;
 * `not-permitted` where reading is all that is allowed, and for whoever has no part in batches at all.
 */
export async function batchFor(
  deps: BatchDependencies,
  id: string,
  actor: Actor,
  action: Action,
): Promise<Result<StoredBatch>> {
  const asked: readonly Action[] = [action, 'read-batches'];
  const batch = await findBatch(deps.collections, id);
  const owner = batch === null ? {} : { manufacturerId: batch.manufacturerId };
  const hasPart = asked.some((one) => reachOf(actor, one) !== 'none');
  if (hasPart && !asked.some((one) => isPermitted(actor, one, owner))) return refuse('batch-unknown');
  const permitted = await authorize(deps, actor, action, batchSubject(id), owner);
  if (!permitted.ok) return permitted;
  return batch === null ? refuse('batch-unknown') : succeed(batch);
}
