import { z } from 'zod';
import { type Result, succeed } from '#core/confirmation/errors.ts';
import type { Actor } from '../../model/access/actor.ts';
import { BATCH_STATES, type Batch, type BatchRow, ROW_STATES, type RowCounts } from '../../model/batches/batch.ts';
import { readable } from '../access/read.ts';
import { type CollectedPage, collectedPage } from '../collected-page.ts';
import { readInput } from '../confirmations/read-input.ts';
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

/** Most that are counted. */
const MAX_COUNTED = 1_000;

/** How many proposals of the actor's manufacturer wait for a second person. */
export function countProposed({ collections }: Pick<BatchDependencies, 'collections'>, actor: Actor): Promise<number> {
  const manufacturerId = actor.organisation?.manufacturerId ?? '';
  return collections.count('batches', [ofManufacturer(manufacturerId), inState('proposed')], MAX_COUNTED);
}

/** The batches that the actor may read, newest first. */
export async function listBatches(
  deps: BatchDependencies,
  input: unknown,
  actor: Actor,
): Promise<Result<CollectedPage<Batch>>> {
  const permitted = await readable(deps, actor, 'read-batches', batchSubject('all'));
  if (!permitted.ok) return permitted;
  const parsed = readInput(batchListSchema, input);
  if (!parsed.ok) return parsed;
  const { state, limit, cursor = null } = parsed.value;
  const own = permitted.value === 'own' ? (actor.organisation?.manufacturerId ?? '') : null;
  const { manufacturer = own } = parsed.value;
  if (own !== null && manufacturer !== own) return succeed({ items: [], nextCursor: null });
  const tags = [
    ...(manufacturer === null ? [ALL_BATCHES] : [ofManufacturer(manufacturer)]),
    ...(state === undefined ? [] : [inState(state)]),
  ];
  return collectedPage(deps.collections, 'batches', { tags, cursor, limit }, (record) => shownBatch(readBatch(record)));
}

/** The rows of a batch, in the order in which they were proposed. */
export async function listRows(
  deps: BatchDependencies,
  id: string,
  input: unknown,
  actor: Actor,
): Promise<Result<CollectedPage<BatchRow>>> {
  const found = await batchFor(deps, id, actor, 'read-batches');
  if (!found.ok) return found;
  const parsed = readInput(rowListSchema, input);
  if (!parsed.ok) return parsed;
  const { state = null, limit, cursor = null } = parsed.value;
  const question = { tags: [rowsOf(id, state)], cursor, limit };
  return collectedPage(deps.collections, 'batch-rows', question, (record) => shownRow(readRow(record)));
}
