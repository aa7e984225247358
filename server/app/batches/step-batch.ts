import type { IsoInstant } from '#core/confirmation/calendar.ts';
import { type Result, refuse, succeed } from '#core/confirmation/errors.ts';
import type { Batch } from '../../model/batches/batch.ts';
import type { RecordKey } from '../../ports/collections.ts';
import { type Act, auditEntry, performInStore } from '../access/act.ts';
import { readRequest, requestKey, requestRecord, type StoredRequest } from '../requests/request-records.ts';
import type { ChangeDependencies } from './batch-act.ts';
import {
  batchKey,
  batchRecord,
  batchRowRecord,
  changedBatch,
  readBatch,
  readRow,
  type StoredRow,
  shownBatch,
} from './batch-records.ts';

/** A batch after a step, with the rows and the requests that change with it. */
export type Stepped = {
  readonly batch: Batch;
  readonly rows?: readonly StoredRow[];
  readonly requests?: readonly StoredRequest[];
};

export type StepDecision = {
  readonly at: IsoInstant;
  /** Rows that are read with the batch. */
  readonly rowKeys?: readonly RecordKey[];
  /** Requests that are read with it, by id. */
  readonly requests?: readonly string[];
  /** What becomes of the batch, of those rows and of those requests as they stand. Only computes. */
  readonly step: (batch: Batch, rows: readonly StoredRow[], requests: readonly StoredRequest[]) => Result<Stepped>;
};

/** Takes one step in the life of a batch, with the entry that it succeeded, as one change. */
export function stepBatch(
  { collections }: Pick<ChangeDependencies, 'collections'>,
  act: Act,
  { at, rowKeys = [], requests = [], step }: StepDecision,
): Promise<Result<Batch>> {
  const unchanged = (answer: Result<never>) => ({ put: [], remove: [], entries: [], answer });
  const keys = [batchKey(act.subject.id), ...rowKeys, ...requests.map(requestKey)];
  return collections.change<Result<Batch>>(keys, ([record, ...records]) => {
    if (record === null || record === undefined) return unchanged(refuse('batch-unknown'));
    const stored = readBatch(record);
    const rows = records.slice(0, rowKeys.length).flatMap((row) => (row === null ? [] : [readRow(row)]));
    const asked = records.slice(rowKeys.length).flatMap((one) => (one === null ? [] : [readRequest(one)]));
    const stepped = step(stored, rows, asked);
    if (!stepped.ok) return unchanged(stepped);
    const changed = changedBatch(stored, stepped.value.batch);
    return {
      put: [
        batchRecord(changed),
        ...(stepped.value.rows ?? []).map(batchRowRecord),
        ...(stepped.value.requests ?? []).map(requestRecord),
      ],
      remove: [],
      entries: [auditEntry(act, 'succeeded', at)],
      answer: succeed(shownBatch(changed)),
    };
  });
}

/** An act on a batch that makes such a step; whoever seals hears of it. */
export async function performStep(
  deps: ChangeDependencies,
  act: Act,
  work: () => Promise<Result<Batch>>,
): Promise<Result<Batch>> {
  const done = await performInStore(deps, act, work);
  if (done.ok) deps.onBatchChanged();
  return done;
}
