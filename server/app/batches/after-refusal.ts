import type { ProblemCode } from '#core/confirmation/errors.ts';
import { LONGEST_PAUSE_MS, MAX_FAILURES, pauseAfter, refusalKind } from '../../model/batches/row-outcome.ts';
import type { HeldBatch } from './held-batch.ts';

/** A row that meets a fault that nobody foresaw so often fails. */
const MAX_FAULTS = 3;
const BUSY_ROW_MS = 1_000;

/** `later`: the row waits again. `fail`: it is to fail alone. `pause`: the batch is to be paused, and the row waits. */
export type RefusalStep = 'later' | 'fail' | 'pause';

/**
 * What follows from the refusal of a row, whose place among those that wait is changed here. Until the batch is paused nothing
 * more of it is begun: where that cannot be stored, the row is asked for again, and the pause with it.
 */
export function afterRefusal(one: HeldBatch, index: number, code: ProblemCode, now: number): RefusalStep {
  if (code === 'internal-error') return afterFault(one, index);
  if (code === 'being-issued') return afterBusy(one, index, now);
  one.waiting.unshift(index);
  if (refusalKind(code) === 'passing') return afterPassing(one, now);
  one.notBefore = now + LONGEST_PAUSE_MS;
  return 'pause';
}

function afterFault(one: HeldBatch, index: number): RefusalStep {
  const faults = (one.faults.get(index) ?? 0) + 1;
  one.faults.set(index, faults);
  if (faults >= MAX_FAULTS) return 'fail';
  one.waiting.push(index);
  return 'later';
}

/** Somebody who died holds this row until its lease ends: it comes last, and counts as no failure. */
function afterBusy(one: HeldBatch, index: number, now: number): RefusalStep {
  one.waiting.push(index);
  one.notBefore = now + BUSY_ROW_MS;
  return 'later';
}

function afterPassing(one: HeldBatch, now: number): RefusalStep {
  // Rows that were under way together met the same.
  if (one.notBefore > now) return 'later';
  one.failures += 1;
  one.notBefore = now + pauseAfter(one.failures);
  return one.failures > MAX_FAILURES ? 'pause' : 'later';
}
