import { type Problem, type Result, refuse } from '#core/confirmation/errors.ts';
import type { Actor } from '../../model/access/actor.ts';
import { rowKey } from '../../model/batches/batch.ts';
import { refusalKind } from '../../model/batches/row-outcome.ts';
import type { Collections } from '../../ports/collections.ts';
import type { Registry } from '../../ports/registry.ts';
import { isOutcomeUnknown } from '../../ports/unknown-outcome.ts';
import type { VinHolders } from '../../ports/vin-holders.ts';
import { hashOfContent } from '../confirmations/content-hash.ts';
import type { Issued, IssueOptions } from '../confirmations/issue-confirmation.ts';
import {
  batchKey,
  batchRecord,
  batchRowKey,
  batchRowRecord,
  changedBatch,
  findBatch,
  readBatch,
  readRow,
  type StoredRow,
} from './batch-records.ts';

export type SealRowDependencies = {
  readonly collections: Collections;
  readonly issue: (input: unknown, options: IssueOptions) => Promise<Result<Issued>>;
  readonly holders: VinHolders;
  readonly registry: Pick<Registry, 'find'>;
  /** Whether the person who approved may still seal for that manufacturer. */
  readonly isStillSealer: (approver: Actor) => Promise<boolean>;
  /** What a fault means to whoever is told of it. */
  readonly faultProblem: (fault: unknown) => Problem;
};

/** `done`: its outcome is stored. `left`: nothing is to be done with it now. `refused`: it waits still, and nothing was signed. */
export type RowOutcome =
  | { readonly kind: 'done' }
  | { readonly kind: 'left' }
  | { readonly kind: 'refused'; readonly problem: Problem };

/**
 * Seals one row of an approved batch in the name of whoever approved it, and stores what came of it. A row whose process died is
 * asked for again under the same key, and gets the number that it was given: nothing is issued twice.
 */
export async function sealRow(deps: SealRowDependencies, batchId: string, index: number): Promise<RowOutcome> {
  const batch = await findBatch(deps.collections, batchId);
  if (batch === null || batch.state !== 'approved' || batch.approval === null) return { kind: 'left' };
  const record = await deps.collections.find('batch-rows', `${batchId}:${index}`);
  const row = record === null ? null : readRow(record);
  if (row === null || row.state !== 'waiting') return { kind: 'left' };
  const { by } = batch.approval;
  if (!(await deps.isStillSealer(by))) return refused(refuse('approver-not-active').problem);
  const wish = { ...row.wish, manufacturer: batch.manufacturerId, idempotencyKey: rowKey(batchId, index) };
  const issued = await issueOrRefuse(deps, wish, { by, approvedContent: row.contentHash });
  if (issued.ok) return keepOutcome(deps, row, { number: issued.value.confirmation.number });
  return concludeRefusal(deps, row, issued.problem);
}

/** A fault is told as a refusal: what is wrong with one row must not end the others. */
async function issueOrRefuse(
  { issue, faultProblem }: SealRowDependencies,
  wish: unknown,
  options: IssueOptions,
): Promise<Result<Issued>> {
  try {
    return await issue(wish, options);
  } catch (fault) {
    // What may have been done is asked for again: the key tells.
    if (isOutcomeUnknown(fault)) return refuse('store-busy');
    return { ok: false, problem: faultProblem(fault) };
  }
}

async function concludeRefusal(deps: SealRowDependencies, row: StoredRow, problem: Problem): Promise<RowOutcome> {
  if (problem.code === 'internal-error' || refusalKind(problem.code) !== 'row') return refused(problem);
  const number = await sealedBefore(deps, row);
  return number === null ? failRow(deps, row, problem) : keepOutcome(deps, row, { number });
}

/**
 * The live confirmation that says exactly what this row was approved to say: issued by a process that died before it could store
 * so, while outlets or names were changed since, or the batch was cancelled. Null where there is none.
 */
async function sealedBefore(
  { holders, registry }: Pick<SealRowDependencies, 'holders' | 'registry'>,
  { wish, contentHash }: StoredRow,
): Promise<string | null> {
  const [vehicle] = wish.vehicles;
  if (vehicle === undefined) return null;
  const [holder] = await holders.taken([vehicle.vin], null);
  if (holder === undefined || holder.number === null) return null;
  const live = await registry.find(holder.number);
  return live !== null && hashOfContent(live.content) === contentHash ? live.number : null;
}

/** Finds what was sealed of rows that wait by a process that died before it could store so; whether anything was. */
export async function findSealed(
  deps: Pick<SealRowDependencies, 'collections' | 'holders' | 'registry'>,
  rows: readonly StoredRow[],
): Promise<boolean> {
  const waiting = rows.filter(({ state }) => state === 'waiting');
  const vins = waiting.flatMap(({ wish }) => wish.vehicles.slice(0, 1).map(({ vin }) => vin));
  const taken = new Set((await deps.holders.taken(vins, null)).map(({ vin }) => vin));
  let found = false;
  for (const row of waiting.filter(({ wish }) => taken.has(wish.vehicles[0]?.vin ?? ''))) {
    const number = await sealedBefore(deps, row);
    if (number === null) continue;
    await keepOutcome(deps, row, { number });
    found = true;
  }
  return found;
}

/** Stores that a row failed, and why. The others go on. */
export function failRow(
  deps: Pick<SealRowDependencies, 'collections'>,
  row: Pick<StoredRow, 'batchId' | 'index'>,
  problem: Problem,
): Promise<RowOutcome> {
  return keepOutcome(deps, row, { problem });
}

type Outcome = { readonly number: string } | { readonly problem: Problem };

/** Only of a row that waits: what was issued stays so, whoever asks late. */
async function keepOutcome(
  { collections }: Pick<SealRowDependencies, 'collections'>,
  { batchId, index }: Pick<StoredRow, 'batchId' | 'index'>,
  outcome: Outcome,
): Promise<RowOutcome> {
  await collections.change([batchRowKey(batchId, index)], ([record]) => {
    const row = record === null || record === undefined ? null : readRow(record);
    if (row?.state !== 'waiting') return { put: [], remove: [], entries: [], answer: null };
    const state = 'number' in outcome ? 'issued' : 'failed';
    return { put: [batchRowRecord({ ...row, ...outcome, state })], remove: [], entries: [], answer: null };
  });
  await tellLate(collections, batchId);
  return { kind: 'done' };
}

/**
 * Requests of a batch that was paused or cancelled meanwhile are to be told anew. Asked after the outcome is stored: whoever
 * pauses it later has them told by that.
 */
async function tellLate(collections: Collections, batchId: string): Promise<void> {
  const seen = await findBatch(collections, batchId);
  if (seen === null || seen.state === 'approved' || seen.requests.length === 0) return;
  await collections.change([batchKey(batchId)], ([record]) => {
    const batch = record === null || record === undefined ? null : readBatch(record);
    const put = batch === null ? [] : [batchRecord(changedBatch(batch, batch))];
    return { put, remove: [], entries: [], answer: null };
  });
}

function refused(problem: Problem): RowOutcome {
  return { kind: 'refused', problem };
}
