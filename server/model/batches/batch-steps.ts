import type { IsoInstant } from '#core/confirmation/calendar.ts';
import { type ProblemCode, type Result, refuse, succeed } from '#core/confirmation/errors.ts';
import { type Actor, type ActorRef, actorRef, isSamePerson } from '../access/actor.ts';
import { isPermitted } from '../access/permissions.ts';
import type { Batch, BatchState } from './batch.ts';

/** Who takes a step in the life of a batch, and when. */
export type BatchStep = { readonly by: Actor; readonly at: IsoInstant };

/**
 * Another person approves exactly what was shown. Refused for anything but a proposal, for the proposer's own, and where
 * `shown` is not what the batch holds.
 */
export function approveBatch(batch: Batch, { by, at }: BatchStep, shown: string): Result<Batch> {
  if (batch.state !== 'proposed') return wrongState(batch);
  if (isSamePerson(by, batch.proposedBy)) return refuse('batch-approved-by-proposer');
  if (shown !== batch.contents) return refuse('batch-changed');
  return succeed({ ...batch, state: 'approved', approval: { by, at, contents: shown } });
}

/** Turns a proposal down, for a reason that the proposer reads. */
export function rejectBatch(batch: Batch, { by, at }: BatchStep, reason: string): Result<Batch> {
  if (batch.state !== 'proposed') return wrongState(batch);
  return succeed({ ...batch, state: 'rejected', rejection: { by: actorRef(by), at, reason }, endedAt: at });
}

/** Nothing more is begun. `code`: what the service met, where nobody asked for it. */
export function pauseBatch(batch: Batch, by: ActorRef, at: IsoInstant, code: ProblemCode | null = null): Result<Batch> {
  if (batch.state !== 'approved') return wrongState(batch);
  return succeed({ ...batch, state: 'paused', pause: { by: actorRef(by), at, code } });
}

/** What a person can ask of a batch beside approving it. */
export const BATCH_CONTROLS = ['pause', 'resume', 'cancel', 'retry'] as const;
export type BatchControl = (typeof BATCH_CONTROLS)[number];

/** How long rows may be sealed anew on one approval, in days: what was right then may not be any more. */
export const APPROVAL_DAYS = 30;
const DAY_MS = 86_400_000;

/** In which states each can be asked for, and what becomes of it. */
const CONTROLLED: Readonly<Record<BatchControl, { readonly from: readonly BatchState[]; readonly to: BatchState }>> = {
  pause: { from: ['approved'], to: 'paused' },
  resume: { from: ['paused'], to: 'approved' },
  cancel: { from: ['proposed', 'approved', 'paused'], to: 'cancelled' },
  // The rows that failed wait again: what was approved is still all that is sealed.
  retry: { from: ['finished'], to: 'approved' },
};

/** States in which rows may still be issued later. */
export const OPEN_STATES: readonly BatchState[] = ['proposed', 'approved', 'paused'];

export function controlBatch(batch: Batch, control: BatchControl, { by, at }: BatchStep): Result<Batch> {
  const { from, to } = CONTROLLED[control];
  if (!from.includes(batch.state)) return wrongState(batch);
  const refused = to === 'approved' ? notToGoOn(batch, { by, at }) : null;
  if (refused !== null) return refused;
  const pause = control === 'pause' ? { by: actorRef(by), at, code: null } : null;
  return succeed({ ...batch, state: to, pause, endedAt: to === 'cancelled' ? at : null });
}

/** Why rows are not sealed any more on the approval that was given; null where they may be. */
function notToGoOn({ approval, pause, manufacturerId }: Batch, { by, at }: BatchStep): Result<never> | null {
  if (approval === null) return null;
  if (Date.parse(at) - Date.parse(approval.at) > APPROVAL_DAYS * DAY_MS)
    return refuse('approval-too-old', { days: APPROVAL_DAYS });
  const isStopped = pause !== null && pause.code === null && isSamePerson(pause.by, approval.by);
  if (isStopped && !isPermitted(by, 'approve-batch', { manufacturerId })) return refuse('batch-paused-by-approver');
  return null;
}

/** The controls that its state allows. */
export function controlsOf({ state }: Pick<Batch, 'state'>): readonly BatchControl[] {
  return BATCH_CONTROLS.filter((control) => CONTROLLED[control].from.includes(state));
}

/** Every row has its outcome. */
export function finishBatch(batch: Batch, at: IsoInstant): Batch {
  return batch.state === 'approved' ? { ...batch, state: 'finished', endedAt: at } : batch;
}

function wrongState({ state }: Batch): Result<never> {
  return refuse('batch-state-wrong', { state });
}
