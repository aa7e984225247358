import { z } from 'zod';
import { type Result, refuse, succeed } from '#core/confirmation/errors.ts';
import type { Actor } from '../../model/access/actor.ts';
import { BATCH_STATES, type Batch, type BatchRow, ROW_STATES, type RowCounts } from '../../model/batches/batch.ts';
import type { ListPosition } from '../../ports/collections.ts';
import { readable } from '../access/read.ts';
import { shapeProblems } from '../confirmations/confirmation-request.ts';
import { type BatchDependencies, batchSubject } from './batch-act.ts';
import {
  ALL_BATCHES,
  countRows,
  inState,
  ofManufacturer,
  readBatch,
  readRow,
  rowsOf,
  shownBatch,
  shownRow,
} from './batch-records.ts';
import { batchFor } from './find-batch.ts';

export type BatchWithCounts = { readonly batch: Batch; readonly counts: RowCounts };

/** A batch and how its rows stand; unknown where it is not the actor's to read. */
export async function readBatchWithCounts(
  deps: BatchDependencies,
  id: string,
  actor: Actor,
): Promise<Result<BatchWithCounts>> {
  const found = await batchFor(deps, id, actor, 'read-batches');
  if (!found.ok) return found;
  return succeed({ batch: shownBatch(found.value), counts: await countRows(deps.collections, found.value) });
}

const limitOf = (usual: number, most: number) =>
  z
    .string()
    .transform(Number)
    .refine((limit) => Number.isInteger(limit) && limit >= 1 && limit <= most)
    .default(usual)
    .meta({ description: `Most entries of the page, 1 to ${most}; ${usual} if left out` });
const CURSOR = z.string().max(400).optional().meta({ description: 'Where the former page ended: its `nextCursor`' });

/** What a list of batches is asked for with, every value as text. */
export const batchListSchema = z.strictObject({
  limit: limitOf(20, 100),
  cursor: CURSOR,
  state: z.enum(BATCH_STATES).optional().meta({ description: 'Those in this state only' }),
  manufacturer: z.string().trim().min(1).max(60).optional().meta({ description: 'Id of the manufacturer' }),
});

/** What the rows of a batch are asked for with. */
export const rowListSchema = z.strictObject({
  limit: limitOf(100, 1_000),
  cursor: CURSOR,
  state: z.enum(ROW_STATES).optional().meta({ description: 'Those in this state only' }),
});

export type Page<Item> = { readonly items: readonly Item[]; readonly nextCursor: string | null };

/** Most that are counted. */
const MAX_COUNTED = 1_000;

/** How many proposals of the actor's manufacturer wait for a second person. */
export function countProposed({ collections }: Pick<BatchDependencies, 'collections'>, actor: Actor): Promise<number> {
  const manufacturerId = actor.organisation?.manufacturerId ?? '';
  return collections.count('batches', [ofManufacturer(manufacturerId), inState('proposed')], MAX_COUNTED);
}

/** The batches that the actor may read, newest first. */
export async function listBatches(deps: BatchDependencies, input: unknown, actor: Actor): Promise<Result<Page<Batch>>> {
  const permitted = await readable(deps, actor, 'read-batches', batchSubject('all'));
  if (!permitted.ok) return permitted;
  const parsed = batchListSchema.safeParse(input, { reportInput: true });
  if (!parsed.success) return refuse('request-not-valid', {}, shapeProblems(parsed.error));
  const { state, limit } = parsed.data;
  const after = readPosition(parsed.data.cursor);
  if (after === 'not-valid') return refuse('cursor-not-valid');
  const own = permitted.value === 'own' ? (actor.organisation?.manufacturerId ?? '') : null;
  const { manufacturer = own } = parsed.data;
  if (own !== null && manufacturer !== own) return succeed({ items: [], nextCursor: null });
  const tags = [
    ...(manufacturer === null ? [ALL_BATCHES] : [ofManufacturer(manufacturer)]),
    ...(state === undefined ? [] : [inState(state)]),
  ];
  const records = await deps.collections.list('batches', { tags, after, limit: limit + 1 });
  return succeed(pageOf(records, limit, (record) => shownBatch(readBatch(record))));
}

/** The rows of a batch, in the order in which they were proposed. */
export async function listRows(
  deps: BatchDependencies,
  id: string,
  input: unknown,
  actor: Actor,
): Promise<Result<Page<BatchRow>>> {
  const found = await batchFor(deps, id, actor, 'read-batches');
  if (!found.ok) return found;
  const parsed = rowListSchema.safeParse(input, { reportInput: true });
  if (!parsed.success) return refuse('request-not-valid', {}, shapeProblems(parsed.error));
  const { state = null, limit } = parsed.data;
  const after = readPosition(parsed.data.cursor);
  if (after === 'not-valid') return refuse('cursor-not-valid');
  // One more than asked for tells whether there is a next page; a list gives a thousand at most.
  const asked = Math.min(1_000, limit + 1);
  const records = await deps.collections.list('batch-rows', { tags: [rowsOf(id, state)], after, limit: asked });
  return succeed(pageOf(records, limit, (record) => shownRow(readRow(record))));
}

type Listed = { readonly id: string; readonly at: string };

function pageOf<Record extends Listed, Item>(
  records: readonly Record[],
  limit: number,
  show: (record: Record) => Item,
): Page<Item> {
  const last = records.length > limit ? records[limit - 1] : undefined;
  const nextCursor = last === undefined ? null : `${Date.parse(last.at)}.${last.id}`;
  return { items: records.slice(0, limit).map(show), nextCursor };
}

const POSITION = /^(\d{1,15})\.([A-Za-z0-9_:-]{1,60})$/;

function readPosition(cursor: string | undefined): ListPosition | null | 'not-valid' {
  if (cursor === undefined) return null;
  const [, ms, id] = POSITION.exec(cursor) ?? [];
  if (ms === undefined || id === undefined || Number(ms) > 8.64e15) return 'not-valid';
  return { at: new Date(Number(ms)).toISOString(), id };
}
