import { type Result, succeed } from '#core/confirmation/errors.ts';
import type { Actor } from '../../model/access/actor.ts';
import type { Batch } from '../../model/batches/batch.ts';
import { type BatchControl, controlBatch as controlled } from '../../model/batches/batch-steps.ts';
import { type BatchDependencies, batchAct, type ChangeDependencies } from './batch-act.ts';
import { batchRowKey, readRow, rowsOf, type StoredRow } from './batch-records.ts';
import { batchFor } from './find-batch.ts';
import { performStep, stepBatch } from './step-batch.ts';

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
  const act = batchAct('control-batch', found.value, actor, { step: control });
  const failed = control === 'retry' ? await failedRows(deps, found.value) : [];
  return performStep(deps, act, () => {
    const at = deps.clock.now();
    const rowKeys = failed.map(({ batchId, index }) => batchRowKey(batchId, index));
    const step = (batch: Batch, rows: readonly StoredRow[]) => {
      const done = controlled(batch, control, { by: actor, at });
      return done.ok ? succeed({ batch: done.value, rows: waitingAgain(rows) }) : done;
    };
    return stepBatch(deps, act, { at, rowKeys, step });
  });
}

async function failedRows({ collections }: BatchDependencies, { id, rows }: Batch): Promise<readonly StoredRow[]> {
  const question = { tags: [rowsOf(id, 'failed')], after: null, limit: rows };
  return (await collections.list('batch-rows', question)).map(readRow);
}

function waitingAgain(rows: readonly StoredRow[]): readonly StoredRow[] {
  return rows.filter(({ state }) => state === 'failed').map((row) => ({ ...row, state: 'waiting', problem: null }));
}
