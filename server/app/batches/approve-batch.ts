import { z } from 'zod';
import { type FieldProblem, type Result, refuse, succeed } from '#core/confirmation/errors.ts';
import type { Actor } from '../../model/access/actor.ts';
import type { Batch } from '../../model/batches/batch.ts';
import { approveBatch as approved, rejectBatch as rejected } from '../../model/batches/batch-steps.ts';
import type { CollectionChange } from '../../ports/collections.ts';
import { auditEntry, performInStore } from '../access/act.ts';
import { fieldProblem, shapeProblems } from '../confirmations/confirmation-request.ts';
import { isOneHand } from '../people/one-hand.ts';
import { batchAct, type ChangeDependencies } from './batch-act.ts';
import {
  batchKey,
  batchRecord,
  batchRowKey,
  batchRowRecord,
  changedBatch,
  readBatch,
  readRow,
  type StoredRow,
  shownBatch,
} from './batch-records.ts';
import { batchFor } from './find-batch.ts';
import { hashOfContents } from './hash-of-contents.ts';

export type ApproveDependencies = ChangeDependencies & {
  /** Whether this code is the one that the second factor of this person shows now; it counts once. */
  readonly confirmSecondFactor: (actor: Actor, code: string) => Promise<Result<null>>;
};

/** What a batch is approved with. */
export const approvalSchema = z.strictObject({
  /** The hash over the contents that were shown. */
  contents: z.string().min(1).max(64),
  /** Rows that are not to be issued, from 0. */
  exclude: z.array(z.int().min(0)).max(1_000).default([]),
  /** What the approver's second factor shows. */
  code: z.string().trim().min(1).max(20),
});

/**
 * Another person approves exactly the contents that were shown, but for the rows that are excluded, and confirms it once with
 * the second factor. From then on the service seals those contents, and nothing else, in that person's name. Who made the key
 * that proposed it is no other person.
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
  const parsed = approvalSchema.safeParse(input, { reportInput: true });
  if (!parsed.success) return refuse('request-not-valid', {}, shapeProblems(parsed.error));
  const { contents, code } = parsed.data;
  const exclude = new Set(parsed.data.exclude);
  const problems = exclusionProblems(exclude, found.value);
  if (problems.length > 0) return refuse('request-not-valid', {}, problems);
  const act = batchAct('approve-batch', found.value, actor, { contents, excluded: String(exclude.size) });
  const done = await performInStore(deps, act, async () => {
    // A code counts once: it is not spent on what is refused anyway.
    const possible = approved(found.value, { by: actor, at: deps.clock.now() }, contents);
    if (!possible.ok) return possible;
    if (await isOneHand(deps.collections, actor, found.value.proposedBy)) return refuse('batch-approved-by-proposer');
    const confirmed = await deps.confirmSecondFactor(actor, code);
    if (!confirmed.ok) return confirmed;
    const at = deps.clock.now();
    const rowKeys = Array.from({ length: found.value.rows }, (_, index) => batchRowKey(id, index));
    return deps.collections.change<Result<Batch>>([batchKey(id), ...rowKeys], ([record, ...records]) => {
      if (record === null || record === undefined) return unchanged(refuse('batch-unknown'));
      const batch = approved(readBatch(record), { by: actor, at }, contents);
      if (!batch.ok) return unchanged(batch);
      const rows = records.flatMap((row) => (row === null ? [] : [readRow(row)]));
      if (hashOfContents(rows) !== contents) return unchanged(refuse('batch-changed'));
      const excluded = rows.filter(({ index }) => exclude.has(index)).map(exclusionOf);
      const stored = changedBatch(readBatch(record), batch.value);
      return {
        put: [batchRecord(stored), ...excluded.map(batchRowRecord)],
        remove: [],
        entries: [auditEntry(act, 'succeeded', at)],
        answer: succeed(shownBatch(stored)),
      };
    });
  });
  if (done.ok) deps.onBatchChanged();
  return done;
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

function unchanged<Answer>(answer: Answer): CollectionChange<Answer> {
  return { put: [], remove: [], entries: [], answer };
}

export const rejectionSchema = z.strictObject({
  reason: z
    .string()
    .trim()
    .min(1)
    .max(500)
    .overwrite((text) => text.normalize('NFC')),
});

/** Turns a proposal down for a reason that the proposer reads. Nothing of it is ever sealed. */
export async function rejectBatch(
  deps: ChangeDependencies,
  id: string,
  input: unknown,
  actor: Actor,
): Promise<Result<Batch>> {
  const found = await batchFor(deps, id, actor, 'approve-batch');
  if (!found.ok) return found;
  const parsed = rejectionSchema.safeParse(input, { reportInput: true });
  if (!parsed.success) return refuse('request-not-valid', {}, shapeProblems(parsed.error));
  const { reason } = parsed.data;
  const act = batchAct('approve-batch', found.value, actor, { step: 'reject' });
  const done = await performInStore(deps, act, () => {
    const at = deps.clock.now();
    return deps.collections.change<Result<Batch>>([batchKey(id)], ([record]) => {
      if (record === null || record === undefined) return unchanged(refuse('batch-unknown'));
      const stored = readBatch(record);
      const batch = rejected(stored, { by: actor, at }, reason);
      if (!batch.ok) return unchanged(batch);
      return {
        put: [batchRecord(changedBatch(stored, batch.value))],
        remove: [],
        entries: [auditEntry(act, 'succeeded', at)],
        answer: succeed(shownBatch(changedBatch(stored, batch.value))),
      };
    });
  });
  if (done.ok) deps.onBatchChanged();
  return done;
}
