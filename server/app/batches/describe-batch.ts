import { actorText } from '../../model/access/actor.ts';
import type { Batch, BatchRow } from '../../model/batches/batch.ts';
import type { BatchWithCounts } from './read-batches.ts';

/** A batch as programs are told of it. */
export function describeBatch({ approval, rejection, pause, proposedBy, ...batch }: Batch) {
  return {
    ...batch,
    proposedBy: actorText(proposedBy),
    approval: approval === null ? null : { by: actorText(approval.by), at: approval.at },
    rejection: rejection === null ? null : { ...rejection, by: actorText(rejection.by) },
    pause: pause === null ? null : { ...pause, by: actorText(pause.by) },
  };
}

export function describeBatchWithCounts({ batch, counts }: BatchWithCounts) {
  return { ...describeBatch(batch), counts };
}

/** A row as programs are told of it. What it asks for they know: its vehicles are named by their VINs. */
export function describeRow({ index, state, wish, contentHash, number, problem, warnings, origin }: BatchRow) {
  return {
    ...{ index, state, number, contentHash, supersedes: wish.supersedes ?? null },
    vins: wish.vehicles.map(({ vin }) => vin),
    request: origin?.requestId ?? null,
    problem,
    warnings,
  };
}
