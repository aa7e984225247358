import { type Result, succeed } from '#core/confirmation/errors.ts';
import type { Actor } from '../../model/access/actor.ts';
import type { Batch } from '../../model/batches/batch.ts';
import { type BatchControl, controlBatch as controlled } from '../../model/batches/batch-steps.ts';
import { areProposable, type Moment, withLinesMarked } from '../../model/requests/request-changes.ts';
import type { StoredRequest } from '../requests/request-records.ts';
import { type BatchDependencies, batchAct, type ChangeDependencies } from './batch-act.ts';
import { batchRowKey, readRow, rowsOf, type StoredRow } from './batch-records.ts';
import { batchFor } from './find-batch.ts';
import { performStep, type StepDecision, stepBatch } from './step-batch.ts';

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
    const step: StepDecision['step'] = (batch, rows, requests) => {
      const done = controlled(batch, control, { by: actor, at });
      if (!done.ok) return done;
      const again = rows.filter((row) => isAskedFor(row, requests));
      const marked = requests.flatMap((request) => proposedAgain(request, again, { by: actor, at }));
      return succeed({ batch: done.value, rows: again.map(waitingAgain), requests: marked });
    };
    const requests = control === 'retry' ? found.value.requests : [];
    return stepBatch(deps, act, { at, rowKeys, requests, step });
  });
}

async function failedRows({ collections }: BatchDependencies, { id, rows }: Batch): Promise<readonly StoredRow[]> {
  const question = { tags: [rowsOf(id, 'failed')], after: null, limit: rows };
  return (await collections.list('batch-rows', question)).map(readRow);
}

function waitingAgain(row: StoredRow): StoredRow {
  return { ...row, state: 'waiting', problem: null };
}

/**
 * Whether a row that failed can be sealed still. Lines of a request that somebody decided on, changed or took back since are not
 * what was approved any more: they are proposed again, and approved again.
 */
function isAskedFor({ batchId, state, origin }: StoredRow, requests: readonly StoredRequest[]): boolean {
  if (state !== 'failed') return false;
  if (origin === null) return true;
  const request = requests.find(({ id }) => id === origin.requestId);
  if (request === undefined || !areProposable(request, origin.lines)) return false;
  return request.lines.every((line) => !origin.lines.includes(line.line) || line.batchId === batchId);
}

/** A request with the lines that are to be sealed again, so that nobody takes them back meanwhile. */
function proposedAgain(request: StoredRequest, rows: readonly StoredRow[], moment: Moment): readonly StoredRequest[] {
  const own = rows.filter(({ origin }) => origin?.requestId === request.id);
  const [first] = own;
  if (first === undefined) return [];
  const lines = own.flatMap(({ origin }) => origin?.lines ?? []);
  const marked = withLinesMarked(request, lines, { state: 'proposed', batchId: first.batchId }, moment);
  return [{ ...marked, form: request.form }];
}
