import { type ProblemCode, refuse } from '#core/confirmation/errors.ts';
import { afterRefusal } from './after-refusal.ts';
import type { BatchDependencies } from './batch-act.ts';
import { inState, readBatch, readRow, rowsOf, type StoredBatch } from './batch-records.ts';
import { finishIfDone, pauseForProblem } from './end-run.ts';
import { hashOfContents } from './hash-of-contents.ts';
import { type HeldBatch, holdBatch, isThrough } from './held-batch.ts';
import { BEAT_MS, keepBatch, releaseBatch, takeBatch } from './hold-batch.ts';
import { failRow, type RowOutcome, type SealRowDependencies, sealRow } from './seal-row.ts';
import { fairestBatch, type Turns, takeTurns } from './take-turns.ts';
import { type TellDependencies, tellRequests } from './tell-requests.ts';
import { type LeaseWatch, watchLeases } from './watch-leases.ts';

export type RunDependencies = BatchDependencies &
  TellDependencies &
  SealRowDependencies & {
    /** Names this instance among all that share the store. */
    readonly holder: string;
    /** A clock that nobody sets, in ms. */
    readonly monotonic: () => number;
    /** How many rows may be under way now; whoever issues a single document comes first. */
    readonly most: () => number;
    readonly tell: (news: RunNews) => void;
  };

/** What the log is told of a batch. */
export type RunNews =
  | { readonly kind: 'taken' | 'finished' | 'lost'; readonly batch: string }
  | { readonly kind: 'paused'; readonly batch: string; readonly code: ProblemCode }
  | { readonly kind: 'fault'; readonly batch: string; readonly fault: unknown };

/** Seals what is approved, as one instance of the service. */
export type BatchRunner = {
  /** Looks for what there is to do and begins as much as may be under way. Called again and again. */
  readonly look: () => Promise<void>;
  /** Settles when nothing is under way. */
  readonly idle: () => Promise<void>;
  /** Begins nothing more, finishes what is under way, and lets others have the rest. */
  readonly stop: () => Promise<void>;
};

/** What one instance is at. */
type Run = {
  readonly deps: RunDependencies;
  readonly held: Map<string, HeldBatch>;
  readonly underWay: Set<Promise<void>>;
  readonly turns: Turns;
  readonly leases: LeaseWatch;
  isStopped: boolean;
};

/** Approved batches that one look considers. */
const MAX_APPROVED = 1_000;

/** Runs approved batches. Whatever fails here is tried again with the next look; what was sealed stays sealed. */
export function createBatchRunner(deps: RunDependencies): BatchRunner {
  const state = { held: new Map(), underWay: new Set<Promise<void>>(), isStopped: false };
  const run: Run = { ...state, deps, turns: takeTurns(), leases: watchLeases(deps) };
  let looking: Promise<void> | null = null;
  const lookOnce = () => {
    looking ??= (run.isStopped ? Promise.resolve() : look(run)).finally(() => {
      looking = null;
    });
    return looking;
  };
  return {
    look: lookOnce,
    idle: () => idle(run),
    stop: async () => {
      run.isStopped = true;
      await looking?.catch(() => undefined);
      await idle(run);
      await releaseAll(run);
    },
  };
}

async function look(run: Run): Promise<void> {
  const approved = await approvedBatches(run.deps);
  const ids = new Set(approved.map(({ id }) => id));
  for (const one of [...run.held.values()]) await keepOrDrop(run, one, ids.has(one.id));
  const free = run.leases.free(approved).filter(({ id }) => !run.held.has(id));
  const next = fairestBatch(free, run.held.values());
  if (next !== undefined) await take(run, next);
  fill(run);
  await tellRequests(run.deps);
}

async function idle({ underWay }: Run): Promise<void> {
  while (underWay.size > 0) await Promise.all(underWay);
}

/** A courtesy: what cannot be released is taken over once its lease ended. */
async function releaseAll(run: Run): Promise<void> {
  for (const one of [...run.held.values()])
    await drop(run, one).catch((fault: unknown) => run.deps.tell({ kind: 'fault', batch: one.id, fault }));
}

/** The same batch may have been dropped and taken again meanwhile. */
function isHeld({ held }: Run, one: HeldBatch): boolean {
  return held.get(one.id) === one;
}

async function drop(run: Run, one: HeldBatch): Promise<void> {
  if (!isHeld(run, one)) return;
  run.held.delete(one.id);
  await releaseBatch(run.deps.collections, one.id, run.deps.holder);
}

async function keepOrDrop(run: Run, one: HeldBatch, isApproved: boolean): Promise<void> {
  if (!isApproved) return drop(run, one);
  await beat(run, one);
  // Where that failed after its last row, nobody else would.
  await concludeIfThrough(run, one);
}

async function beat({ deps, held }: Run, one: HeldBatch): Promise<void> {
  if (deps.monotonic() - one.beatAt < BEAT_MS) return;
  if ((await keepBatch(deps.collections, one.id, deps.holder)) !== null) {
    one.beatAt = deps.monotonic();
    return;
  }
  held.delete(one.id);
  deps.tell({ kind: 'lost', batch: one.id });
}

async function take(run: Run, batch: StoredBatch): Promise<void> {
  const { deps, held } = run;
  const taken = await takeBatch(deps.collections, batch, deps.holder);
  if (taken === null) return;
  const waiting = await approvedRows(deps, taken);
  const one = holdBatch(taken, waiting ?? [], deps.monotonic());
  if (waiting === null) return pause(run, one, 'batch-changed');
  held.set(one.id, one);
  deps.tell({ kind: 'taken', batch: one.id });
  await concludeIfThrough(run, one);
}

async function pause(run: Run, one: HeldBatch, code: ProblemCode): Promise<void> {
  const isPaused = await pauseForProblem(run.deps, one, code);
  if (isHeld(run, one)) run.held.delete(one.id);
  if (isPaused) run.deps.tell({ kind: 'paused', batch: one.id, code });
}

async function concludeIfThrough(run: Run, one: HeldBatch): Promise<void> {
  if (!isThrough(one) || !isHeld(run, one)) return;
  if (await finishIfDone(run.deps, one)) run.deps.tell({ kind: 'finished', batch: one.id });
  await drop(run, one);
}

function fill(run: Run): void {
  while (!run.isStopped && run.underWay.size < run.deps.most()) {
    const next = run.turns.next(run.held.values(), run.deps.monotonic());
    if (next === null) return;
    begin(run, next.one, next.index);
  }
}

function begin(run: Run, one: HeldBatch, index: number): void {
  const { deps, underWay } = run;
  one.underWay += 1;
  const work = runRow(run, one, index)
    .catch((fault: unknown) => deps.tell({ kind: 'fault', batch: one.id, fault }))
    .finally(() => {
      underWay.delete(work);
      fill(run);
    });
  underWay.add(work);
}

async function runRow(run: Run, one: HeldBatch, index: number): Promise<void> {
  const outcome = await sealOrRefuse(run.deps, one.id, index);
  one.underWay -= 1;
  if (outcome.kind === 'refused') await settleRefusal(run, one, index, outcome);
  else if (outcome.kind === 'done') one.failures = 0;
  // Somebody paused it, or another instance was here: what waits is read anew when the batch is taken again.
  else one.waiting = [];
  await concludeIfThrough(run, one);
}

async function settleRefusal(
  run: Run,
  one: HeldBatch,
  index: number,
  { problem }: Extract<RowOutcome, { readonly kind: 'refused' }>,
): Promise<void> {
  const step = afterRefusal(one, index, problem.code, run.deps.monotonic());
  if (step === 'fail') await failRow(run.deps, { batchId: one.id, index }, problem);
  if (step === 'pause' && isHeld(run, one)) await pause(run, one, problem.code);
}

async function approvedBatches({ collections }: RunDependencies): Promise<readonly StoredBatch[]> {
  const question = { tags: [inState('approved')], after: null, limit: MAX_APPROVED };
  return (await collections.list('batches', question)).map(readBatch);
}

/** The rows that wait, in order; null where the batch does not hold what was approved. */
async function approvedRows(
  { collections }: RunDependencies,
  { id, rows, approval }: StoredBatch,
): Promise<number[] | null> {
  const records = await collections.list('batch-rows', { tags: [rowsOf(id)], after: null, limit: rows });
  const all = records.map(readRow);
  if (hashOfContents(all) !== approval?.contents) return null;
  return all.filter(({ state }) => state === 'waiting').map(({ index }) => index);
}

/** What the store refuses is no outcome of the row, which waits still. */
async function sealOrRefuse(deps: RunDependencies, batchId: string, index: number): Promise<RowOutcome> {
  try {
    return await sealRow(deps, batchId, index);
  } catch (fault) {
    const problem = deps.faultProblem(fault);
    deps.tell({ kind: 'fault', batch: batchId, fault });
    return { kind: 'refused', problem: problem.code === 'internal-error' ? refuse('store-busy').problem : problem };
  }
}
