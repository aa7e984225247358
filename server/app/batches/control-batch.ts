import { type Result, refuse, succeed } from '#core/confirmation/errors.ts';
import type { Actor } from '../../model/access/actor.ts';
import type { Batch } from '../../model/batches/batch.ts';
import { type BatchControl, controlBatch as controlled } from '../../model/batches/batch-steps.ts';
import type { CollectedRecord } from '../../ports/collections.ts';
import { auditEntry, performInStore } from '../access/act.ts';
import { type BatchDependencies, batchAct, type ChangeDependencies } from './batch-act.ts';
import {
  batchKey,
  batchRecord,
  batchRowRecord,
  changedBatch,
  readBatch,
  readRow,
  rowsOf,
  type StoredRow,
  shownBatch,
} from './batch-records.ts';
import { batchFor } from './find-batch.ts';

/**
 * Pauses, resumes or cancels a batch, or lets the rows that failed wait again. What is being sealed at the moment is finished; what
 * was approved stays all that can be sealed.
 */
export async function controlBatch(
  deps: ChangeDependencies,
  id: string,
  control: BatchControl,
  actor: Actor,
): Promise<Result<Batch>> {
  const found = await batchFor(deps, id, actor, 'control-batch');
  if (!found.ok) return found;
  const failed = control === 'retry' ? await failedRows(deps, found.value) : [];
  const act = batchAct('control-batch', found.value, actor, { step: control });
  const done = await performInStore(deps, act, () => {
    const at = deps.clock.now();
    const keys = failed.map(({ batchId, index }) => ({ collection: 'batch-rows', id: `${batchId}:${index}` }) as const);
    return deps.collections.change<Result<Batch>>([batchKey(id), ...keys], ([record, ...records]) => {
      if (record === null || record === undefined) return noChange(refuse('batch-unknown'));
      const stored = readBatch(record);
      const batch = controlled(stored, control, { by: actor, at });
      if (!batch.ok) return noChange(batch);
      const changed = changedBatch(stored, batch.value);
      return {
        put: [batchRecord(changed), ...waitingAgain(records).map(batchRowRecord)],
        remove: [],
        entries: [auditEntry(act, 'succeeded', at)],
        answer: succeed(shownBatch(changed)),
      };
    });
  });
  if (done.ok) deps.onBatchChanged();
  return done;
}

async function failedRows({ collections }: BatchDependencies, { id, rows }: Batch): Promise<readonly StoredRow[]> {
  const question = { tags: [rowsOf(id, 'failed')], after: null, limit: rows };
  return (await collections.list('batch-rows', question)).map(readRow);
}

function waitingAgain(records: readonly (CollectedRecord | null)[]): readonly StoredRow[] {
  return records.flatMap((record) => {
    const row = record === null ? null : readRow(record);
    return row?.state === 'failed' ? [{ ...row, state: 'waiting', problem: null }] : [];
  });
}

function noChange<Answer>(answer: Answer) {
  return { put: [], remove: [], entries: [], answer };
}
