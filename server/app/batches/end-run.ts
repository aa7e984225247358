import type { ProblemCode } from '#core/confirmation/errors.ts';
import { succeed } from '#core/confirmation/errors.ts';
import { SERVICE } from '../../model/access/actor.ts';
import type { Batch } from '../../model/batches/batch.ts';
import { finishBatch, pauseBatch } from '../../model/batches/batch-steps.ts';
import { auditEntry, performInStore } from '../access/act.ts';
import { type BatchDependencies, batchAct } from './batch-act.ts';
import { batchKey, batchRecord, changedBatch, countRows, readBatch } from './batch-records.ts';

/** Pauses a batch for what the service met, which a person has to mend; false for one that is not being sealed any more. */
export async function pauseForProblem(
  deps: BatchDependencies,
  batch: Pick<Batch, 'id' | 'manufacturerId'>,
  code: ProblemCode,
): Promise<boolean> {
  const act = batchAct('control-batch', batch, SERVICE, { step: 'pause', reason: code });
  const done = await performInStore(deps, act, async () => {
    const at = deps.clock.now();
    const isPaused = await deps.collections.change([batchKey(batch.id)], ([record]) => {
      const stored = record === null || record === undefined ? null : readBatch(record);
      const paused = stored === null ? null : pauseBatch(stored, SERVICE, at, code);
      if (stored === null || paused === null || !paused.ok) return { put: [], remove: [], entries: [], answer: false };
      const put = [batchRecord({ ...changedBatch(stored, paused.value), lease: null })];
      return { put, remove: [], entries: [auditEntry(act, 'succeeded', at)], answer: true };
    });
    return succeed(isPaused);
  });
  return done.ok && done.value;
}

/** Finishes a batch none of whose rows waits; whether it did. */
export async function finishIfDone(deps: BatchDependencies, batch: Pick<Batch, 'id' | 'rows'>): Promise<boolean> {
  const { waiting } = await countRows(deps.collections, batch);
  if (waiting > 0) return false;
  const at = deps.clock.now();
  return deps.collections.change([batchKey(batch.id)], ([record]) => {
    const stored = record === null || record === undefined ? null : readBatch(record);
    if (stored?.state !== 'approved') return { put: [], remove: [], entries: [], answer: false };
    const put = [batchRecord({ ...changedBatch(stored, finishBatch(stored, at)), lease: null })];
    return { put, remove: [], entries: [], answer: true };
  });
}
