import { type ActorRef, actorRef, SERVICE } from '../../model/access/actor.ts';
import { OPEN_STATES } from '../../model/batches/batch-steps.ts';
import { type LineMark, withLinesMarked } from '../../model/requests/request-changes.ts';
import type { RequestLine, VehicleRequest } from '../../model/requests/vehicle-request.ts';
import type { Collections, RecordKey } from '../../ports/collections.ts';
import type { ActDependencies } from '../access/act.ts';
import { readRequest, requestKey, requestRecord, type StoredRequest } from '../requests/request-records.ts';
import {
  batchKey,
  batchRecord,
  isBehind,
  readBatch,
  readRow,
  rowsOf,
  type StoredBatch,
  type StoredRow,
} from './batch-records.ts';
import { findSealed, type SealRowDependencies } from './seal-row.ts';

export type TellDependencies = Pick<SealRowDependencies, 'holders' | 'registry'> & {
  readonly collections: Collections;
  readonly clock: ActDependencies['clock'];
  /** Told of a request when the last of its lines that were being sealed has its outcome. */
  readonly onRequestSettled?: (request: VehicleRequest) => void;
};

/** Batches that one look brings up to date. */
const MAX_BEHIND = 100;

/**
 * Writes what became of rows into the requests that they answer. Rows are what counts: it is computed from them anew, so that a
 * process may die at any point, and many rows that finish at once change a request once. Where one batch cannot be brought up to
 * date the others are, and what is wrong is thrown then.
 */
export async function tellRequests(deps: TellDependencies): Promise<void> {
  const records = await deps.collections.list('batches', { tags: [isBehind], after: null, limit: MAX_BEHIND });
  const faults: unknown[] = [];
  for (const record of records)
    await tellOf(deps, readBatch(record), record.version).catch((fault: unknown) => faults.push(fault));
  if (faults.length > 0) throw faults[0];
}

/** The rows as they are. Of a batch that was cancelled nobody else looks whether some were sealed all the same. */
async function rowsToTell(deps: TellDependencies, batch: StoredBatch): Promise<readonly StoredRow[]> {
  const question = { tags: [rowsOf(batch.id)], after: null, limit: batch.rows };
  const read = async () => (await deps.collections.list('batch-rows', question)).map(readRow);
  const rows = await read();
  if (batch.state !== 'cancelled' || batch.approval === null) return rows;
  return (await findSealed(deps, rows)) ? read() : rows;
}

async function tellOf(deps: TellDependencies, batch: StoredBatch, version: number): Promise<void> {
  const rows = await rowsToTell(deps, batch);
  const keys: RecordKey[] = [batchKey(batch.id), ...batch.requests.map(requestKey)];
  const at = deps.clock.now();
  const settled = await deps.collections.change(keys, ([record, ...requests]) => {
    const told = requests.flatMap((found) => {
      const request = found === null ? null : readRequest(found);
      const marked = request === null ? null : withOutcomes(request, rows, batch, at);
      return marked === null || marked === request ? [] : [marked];
    });
    const stored = record === null || record === undefined ? null : readBatch(record);
    // What changed since the rows were read is told the next time.
    const isUpToDate = stored !== null && record?.version === version;
    const records = told.map(requestRecord);
    const put = isUpToDate ? [...records, batchRecord({ ...stored, behind: false })] : records;
    return { put, remove: [], entries: [], answer: told.filter(isSettled) };
  });
  for (const request of settled) deps.onRequestSettled?.(request);
}

function isSettled({ lines }: VehicleRequest): boolean {
  return (
    lines.every(({ state }) => state !== 'proposed') &&
    lines.some(({ state }) => state === 'issued' || state === 'failed')
  );
}

/** The request with what its rows say; the same value where it says so already. */
function withOutcomes(
  request: StoredRequest,
  rows: readonly StoredRow[],
  batch: StoredBatch,
  at: string,
): StoredRequest {
  return rows.reduce((told, row) => {
    if (row.origin?.requestId !== request.id) return told;
    const mark = markOf(row, batch);
    const lines = linesToMark(told, row, batch, mark);
    if (lines.length === 0) return told;
    return { ...withLinesMarked(told, lines, mark, { by: teller(batch, mark), at }), form: request.form };
  }, request);
}

function markOf(row: StoredRow, batch: StoredBatch): LineMark {
  if (row.number !== null) return { state: 'issued', batchId: batch.id, number: row.number };
  if (row.problem !== null) return { state: 'failed', batchId: batch.id, reason: reasonOf(row.problem) };
  const isToCome = row.state === 'waiting' && (OPEN_STATES.includes(batch.state) || batch.state === 'finished');
  return isToCome ? { state: 'proposed', batchId: batch.id } : { state: 'open' };
}

/** The code that says most: which field, where fields are wrong. */
function reasonOf({ code, fields }: NonNullable<StoredRow['problem']>): string {
  return fields[0]?.code ?? code;
}

/**
 * Those that say something else so far, and that nobody took back from this batch; and those that were opened when it was
 * cancelled, while their document was being sealed.
 */
function linesToMark(
  request: StoredRequest,
  { origin, wish }: StoredRow,
  { id, state }: StoredBatch,
  mark: LineMark,
): readonly number[] {
  const vins = new Set(wish.vehicles.map(({ vin }) => vin));
  const isLate = (line: RequestLine) =>
    state === 'cancelled' && mark.state === 'issued' && line.batchId === null && vins.has(line.vehicle.vin);
  const isOld = (line: RequestLine) =>
    line.state !== mark.state && line.state !== 'issued' && (line.batchId === id || isLate(line));
  return request.lines.filter((line) => origin?.lines.includes(line.line) && isOld(line)).map(({ line }) => line);
}

/** Who did it, as the timeline of the request shows. */
function teller({ approval, rejection }: StoredBatch, mark: LineMark): ActorRef {
  if (mark.state === 'issued' && approval !== null) return actorRef(approval.by);
  if (mark.state === 'open') return rejection?.by ?? (approval === null ? SERVICE : actorRef(approval.by));
  return actorRef(SERVICE);
}
