import { type Problem, type ProblemCode, refuse } from '#core/confirmation/errors.ts';
import { MAX_FAILURES, pauseAfter, refusalKind } from '../../model/batches/row-outcome.ts';
import type { BatchDependencies } from './batch-act.ts';
import { inState, readBatch, readRow, rowsOf, type StoredBatch } from './batch-records.ts';
import { finishIfDone, pauseForProblem } from './end-run.ts';
import { hashOfContents } from './hash-of-contents.ts';
import { BEAT_MS, HOLD_MS, keepBatch, releaseBatch, takeBatch } from './hold-batch.ts';
import { failRow, type RowOutcome, type SealRowDependencies, sealRow } from './seal-row.ts';
import { type TellDependencies, tellRequests } from './tell-requests.ts';

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

/** A batch that this instance seals. */
type Held = {
  readonly id: string;
  readonly manufacturerId: string;
  readonly rows: number;
  /** Rows to be begun, in order. */
  waiting: number[];
  underWay: number;
  /** Refusals one after another that should have passed by themselves. */
  failures: number;
  /** Nothing is begun before, by the monotonic clock. */
  notBefore: number;
  beatAt: number;
  /** How often a row met a fault that nobody foresaw. */
  readonly faults: Map<number, number>;
  servedAt: number;
};

/** A row that meets such a fault so often fails. */
const MAX_FAULTS = 3;
const BUSY_ROW_MS = 1_000;
/** Approved batches that one look considers. */
const MAX_APPROVED = 1_000;

/**
 * Runs approved batches: takes turns over manufacturers, and over the batches of each, so that nobody waits for all of another's
 * rows. Whatever fails here is tried again with the next look; what was sealed stays sealed.
 */
export function createBatchRunner(deps: RunDependencies): BatchRunner {
  const held = new Map<string, Held>();
  const seen = new Map<string, { readonly lease: string; readonly since: number }>();
  const underWay = new Set<Promise<void>>();
  const makers = new Map<string, number>();
  let served = 0;
  let isStopped = false;
  let looking: Promise<void> | null = null;

  const look = async () => {
    const approved = await approvedBatches(deps);
    const ids = new Set(approved.map(({ id }) => id));
    for (const id of seen.keys()) if (!ids.has(id)) seen.delete(id);
    for (const one of [...held.values()]) await keepOrDrop(one, ids.has(one.id));
    const next = fairest(approved.filter(({ id }) => !held.has(id) && isFree(id, approved)));
    if (next !== undefined) await take(next);
    fill();
    await tellRequests(deps);
  };

  const drop = async (one: Held) => {
    held.delete(one.id);
    await releaseBatch(deps.collections, one.id, deps.holder);
  };

  const keepOrDrop = async (one: Held, isApproved: boolean) => {
    if (!isApproved) return drop(one);
    if (deps.monotonic() - one.beatAt < BEAT_MS) return;
    if ((await keepBatch(deps.collections, one.id, deps.holder)) !== null) one.beatAt = deps.monotonic();
    else {
      held.delete(one.id);
      deps.tell({ kind: 'lost', batch: one.id });
    }
  };

  /** Nobody holds it, this instance did, or whoever does has said nothing for too long. */
  const isFree = (id: string, approved: readonly StoredBatch[]) => {
    const lease = approved.find((batch) => batch.id === id)?.lease ?? null;
    if (lease === null || lease.holder === deps.holder) return true;
    const text = `${lease.holder} ${lease.beat}`;
    const known = seen.get(id);
    if (known?.lease === text) return deps.monotonic() - known.since >= HOLD_MS;
    seen.set(id, { lease: text, since: deps.monotonic() });
    return false;
  };

  /** Of a manufacturer that none is held of, before the others; the oldest first. */
  const fairest = (free: readonly StoredBatch[]) => {
    const isServed = ({ manufacturerId }: StoredBatch) =>
      [...held.values()].some((one) => one.manufacturerId === manufacturerId);
    return free.findLast((batch) => !isServed(batch)) ?? free.at(-1);
  };

  const take = async (batch: StoredBatch) => {
    const taken = await takeBatch(deps.collections, batch, deps.holder);
    if (taken === null) return;
    const { id, manufacturerId, rows } = taken;
    const waiting = await approvedRows(deps, taken);
    if (waiting === null) return pause(taken, 'batch-changed');
    const beatAt = deps.monotonic();
    const one: Held = {
      ...{ id, manufacturerId, rows, waiting, beatAt, underWay: 0, failures: 0, notBefore: 0, servedAt: 0 },
      faults: new Map(),
    };
    held.set(id, one);
    deps.tell({ kind: 'taken', batch: id });
    await concludeIfDone(one);
  };

  const pause = async (batch: Pick<Held, 'id' | 'manufacturerId'>, code: ProblemCode) => {
    await pauseForProblem(deps, batch, code);
    held.delete(batch.id);
    deps.tell({ kind: 'paused', batch: batch.id, code });
  };

  const concludeIfDone = async (one: Held) => {
    if (one.waiting.length > 0 || one.underWay > 0 || !held.has(one.id)) return;
    if (await finishIfDone(deps, one)) deps.tell({ kind: 'finished', batch: one.id });
    await drop(one);
  };

  /** The batch that waited longest for its turn, of the manufacturer that did. */
  const nextHeld = (): Held | undefined => {
    const now = deps.monotonic();
    const ready = [...held.values()].filter(({ waiting, notBefore }) => waiting.length > 0 && notBefore <= now);
    const turn = (one: Held) => makers.get(one.manufacturerId) ?? 0;
    return ready.sort((a, b) => turn(a) - turn(b) || a.servedAt - b.servedAt)[0];
  };

  const fill = () => {
    while (!isStopped && underWay.size < deps.most()) {
      const one = nextHeld();
      const index = one?.waiting.shift();
      if (one === undefined || index === undefined) return;
      served += 1;
      one.servedAt = served;
      makers.set(one.manufacturerId, served);
      begin(one, index);
    }
  };

  const begin = (one: Held, index: number) => {
    one.underWay += 1;
    const work = run(one, index)
      .catch((fault: unknown) => deps.tell({ kind: 'fault', batch: one.id, fault }))
      .finally(() => {
        underWay.delete(work);
        fill();
      });
    underWay.add(work);
  };

  const run = async (one: Held, index: number) => {
    const outcome = await sealOrRefuse(deps, one.id, index);
    one.underWay -= 1;
    if (outcome.kind === 'refused') await afterRefusal(one, index, outcome.problem);
    else if (outcome.kind === 'done') one.failures = 0;
    // Somebody paused it, or another instance was here: what waits is read anew when the batch is taken again.
    else one.waiting = [];
    await concludeIfDone(one);
  };

  const afterRefusal = async (one: Held, index: number, problem: Problem) => {
    const { code } = problem;
    if (code === 'internal-error') return afterFault(one, index, problem);
    if (refusalKind(code) === 'batch') return held.has(one.id) ? pause(one, code) : undefined;
    // Somebody who died holds this row until its lease ends: it comes last, and counts as no failure.
    if (code === 'being-issued') {
      one.waiting.push(index);
      one.notBefore = deps.monotonic() + BUSY_ROW_MS;
      return;
    }
    one.waiting.unshift(index);
    // Rows that were under way together met the same.
    if (one.notBefore > deps.monotonic()) return;
    one.failures += 1;
    if (one.failures > MAX_FAILURES && held.has(one.id)) return pause(one, code);
    one.notBefore = deps.monotonic() + pauseAfter(one.failures);
  };

  const afterFault = async (one: Held, index: number, problem: Problem) => {
    const faults = (one.faults.get(index) ?? 0) + 1;
    one.faults.set(index, faults);
    if (faults < MAX_FAULTS) one.waiting.push(index);
    else await failRow(deps, { batchId: one.id, index }, problem);
  };

  const lookOnce = () => {
    looking ??= (isStopped ? Promise.resolve() : look()).finally(() => {
      looking = null;
    });
    return looking;
  };
  const idle = async () => {
    while (underWay.size > 0) await Promise.all(underWay);
  };
  return {
    look: lookOnce,
    idle,
    stop: async () => {
      isStopped = true;
      await looking?.catch(() => undefined);
      await idle();
      for (const one of [...held.values()]) await drop(one);
    },
  };
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
