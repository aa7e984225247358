import { z } from 'zod';
import type { IsoInstant } from '#core/confirmation/calendar.ts';
import { type FieldProblem, type Result, refuse, succeed } from '#core/confirmation/errors.ts';
import type { Actor } from '../../model/access/actor.ts';
import type { Batch } from '../../model/batches/batch.ts';
import { approveBatch as approved } from '../../model/batches/batch-steps.ts';
import { CODE, type ConfirmSecondFactor } from '../access/reason-and-code.ts';
import { isInvitedBy } from '../accounts/invited-by.ts';
import { fieldProblem } from '../confirmations/confirmation-request.ts';
import { readInput } from '../confirmations/read-input.ts';
import { isOneHand } from '../people/one-hand.ts';
import { batchAct, type ChangeDependencies } from './batch-act.ts';
import { batchRowKey, type StoredBatch, type StoredRow } from './batch-records.ts';
import { batchFor } from './find-batch.ts';
import { hashOfContents } from './hash-of-contents.ts';
import { performStep, type Stepped, stepBatch } from './step-batch.ts';

export type ApproveDependencies = ChangeDependencies & {
  readonly confirmSecondFactor: ConfirmSecondFactor;
};

/** What a batch is approved with. */
export const approvalSchema = z.strictObject({
  /** The hash over the contents that were shown. */
  contents: z.string().min(1).max(64),
  /** Rows that are not to be issued, from 0. */
  exclude: z.array(z.int().min(0)).max(1_000).default([]),
  /** What the approver's second factor shows. */
  code: CODE,
});

/**
 * Another person approves exactly the contents that were shown, but for the rows that are excluded, and confirms it once with
 * the second factor. From then on the service seals those contents, and nothing else, in that person's name. Who made the key
 * that proposed it, or invited who did, is no other person.
 */
export async function approveBatch(
  deps: ApproveDependencies,
  id: string,
  input: unknown,
  actor: Actor,
): Promise<Result<Batch>> {
  const found = await batchFor(deps, id, actor, 'approve-batch');
  if (!found.ok) return found;
  if (actor.kind !== 'person') return refuse('person-needed');
  const parsed = readInput(approvalSchema, input);
  if (!parsed.ok) return parsed;
  const { contents, code } = parsed.value;
  const exclude = new Set(parsed.value.exclude);
  const problems = exclusionProblems(exclude, found.value);
  if (problems.length > 0) return refuse('request-not-valid', {}, problems);
  const act = batchAct('approve-batch', found.value, actor, { contents, excluded: String(exclude.size) });
  return performStep(deps, act, async () => {
    const confirmed = await confirmApproval(deps, found.value, actor, { contents, code });
    if (!confirmed.ok) return confirmed;
    const at = deps.clock.now();
    const rowKeys = Array.from({ length: found.value.rows }, (_, index) => batchRowKey(id, index));
    const approval = { by: actor, at, contents, exclude };
    return stepBatch(deps, act, { at, rowKeys, step: (batch, rows) => approvedAsShown(batch, rows, approval) });
  });
}

/** A code counts once: it is not spent on what is refused anyway. */
async function confirmApproval(
  deps: ApproveDependencies,
  batch: StoredBatch,
  actor: Actor,
  { contents, code }: { readonly contents: string; readonly code: string },
): Promise<Result<unknown>> {
  const possible = approved(batch, { by: actor, at: deps.clock.now() }, contents);
  if (!possible.ok) return possible;
  if (await isOneHand(deps.collections, actor, batch.proposedBy)) return refuse('batch-approved-by-proposer');
  if (await isInvitedBy(deps.collections, batch.proposedBy, actor)) return refuse('batch-approved-by-inviter');
  return deps.confirmSecondFactor(actor, code);
}

type GivenApproval = {
  readonly by: Actor;
  readonly at: IsoInstant;
  /** The hash over the contents that were shown. */
  readonly contents: string;
  readonly exclude: ReadonlySet<number>;
};

/** The batch approved, where it holds still what was shown, with the rows that are left out. */
function approvedAsShown(
  batch: Batch,
  rows: readonly StoredRow[],
  { by, at, contents, exclude }: GivenApproval,
): Result<Stepped> {
  const done = approved(batch, { by, at }, contents);
  if (!done.ok) return done;
  if (hashOfContents(rows) !== contents) return refuse('batch-changed');
  const excluded = rows.filter(({ index }) => exclude.has(index)).map(exclusionOf);
  return succeed({ batch: done.value, rows: excluded });
}

function exclusionOf(row: StoredRow): StoredRow {
  return { ...row, state: 'excluded' };
}

function exclusionProblems(exclude: ReadonlySet<number>, { rows }: Batch): readonly FieldProblem[] {
  const unknown = [...exclude].filter((index) => index >= rows);
  if (unknown.length > 0)
    return unknown.map((index, at) => fieldProblem(`/exclude/${at}`, 'row-unknown', { row: index + 1 }));
  return exclude.size === rows ? [fieldProblem('/exclude', 'every-row-excluded')] : [];
}
