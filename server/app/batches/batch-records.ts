import { z } from 'zod';
import { FIELD_CODES, PROBLEM_CODES } from '#core/confirmation/errors.ts';
import { ORGANISATION_KINDS } from '../../model/access/organisation.ts';
import { ROLES } from '../../model/access/roles.ts';
import {
  BATCH_STATES,
  type Batch,
  type BatchRow,
  type BatchState,
  ROW_STATES,
  type RowCounts,
  type RowState,
} from '../../model/batches/batch.ts';
import type { CollectedRecord, Collections, NewRecord, RecordKey } from '../../ports/collections.ts';
import { ACTOR_REF } from '../access/actor-ref-schema.ts';
import { wishSchema } from './wish-schema.ts';

const INSTANT = z.iso.datetime();
const SHA256 = z.string().regex(/^[0-9a-f]{64}$/);
const ACTOR = z.strictObject({
  ...ACTOR_REF.shape,
  organisation: z
    .strictObject({
      id: z.string(),
      kind: z.enum(ORGANISATION_KINDS),
      manufacturerId: z.string().nullable(),
      uscc: z.string().nullable(),
    })
    .nullable(),
  roles: z.array(z.enum(ROLES)),
});
const WORD_DATA = z.record(z.string(), z.union([z.string(), z.number(), z.array(z.string())]));
const FIELD = z.strictObject({
  pointer: z.string(),
  code: z.enum(FIELD_CODES),
  data: WORD_DATA,
  suggestions: z.array(z.string()),
});
const PROBLEM = z.strictObject({ code: z.enum(PROBLEM_CODES), data: WORD_DATA, fields: z.array(FIELD) });

const BATCH = z.strictObject({
  id: z.string(),
  manufacturerId: z.string(),
  state: z.enum(BATCH_STATES),
  rows: z.int(),
  vehicles: z.int(),
  contents: SHA256,
  proposedBy: ACTOR_REF,
  proposedAt: INSTANT,
  approval: z.strictObject({ by: ACTOR, at: INSTANT, contents: SHA256 }).nullable(),
  rejection: z.strictObject({ by: ACTOR_REF, at: INSTANT, reason: z.string() }).nullable(),
  pause: z.strictObject({ by: ACTOR_REF, at: INSTANT, code: z.enum(PROBLEM_CODES).nullable() }).nullable(),
  endedAt: INSTANT.nullable(),
  /** Which instance seals it at the moment, and how often it has said so: see `hold-batch.ts`. */
  lease: z.strictObject({ holder: z.string(), beat: z.int() }).nullable(),
  /** Requests that rows answer, and whether they are to be told what became of them. */
  requests: z.array(z.string()),
  behind: z.boolean(),
  /** What names the proposal to whoever sends it twice, and the hash of what was proposed. */
  sent: z.strictObject({ unique: z.string(), sha256: SHA256 }).nullable(),
});

/** A batch with what only the store and the service need to know. */
export type StoredBatch = Batch & Pick<z.infer<typeof BATCH>, 'lease' | 'sent' | 'requests' | 'behind'>;

const ROW = z.strictObject({
  batchId: z.string(),
  index: z.int(),
  state: z.enum(ROW_STATES),
  wish: wishSchema,
  origin: z.strictObject({ requestId: z.string(), lines: z.array(z.int()) }).nullable(),
  contentHash: SHA256,
  warnings: z.array(FIELD),
  number: z.string().nullable(),
  problem: PROBLEM.nullable(),
  proposedAt: INSTANT,
});

/** A row with when it was proposed, which its place in lists follows from. */
export type StoredRow = BatchRow & { readonly proposedAt: string };

/** Every batch has it: a list needs a tag. */
export const ALL_BATCHES = 'all';

/** Batches whose requests are to be told what became of rows. */
export const isBehind = 'requests:behind';

export function inState(state: BatchState): string {
  return `state:${state}`;
}

export function ofManufacturer(manufacturerId: string): string {
  return `manufacturer:${manufacturerId}`;
}

export function batchKey(id: string): RecordKey {
  return { collection: 'batches', id };
}

export function batchRecord(batch: StoredBatch): NewRecord {
  return {
    ...batchKey(batch.id),
    at: batch.proposedAt,
    unique: batch.sent === null ? [] : [batch.sent.unique],
    tags: [
      ALL_BATCHES,
      inState(batch.state),
      ofManufacturer(batch.manufacturerId),
      ...(batch.behind ? [isBehind] : []),
    ],
    data: JSON.stringify(BATCH.parse(batch)),
  };
}

export function readBatch(record: CollectedRecord): StoredBatch {
  return BATCH.parse(JSON.parse(record.data));
}

/** A batch whose rows, or which itself, changed: the requests that it answers are to be told. */
export function changedBatch(stored: StoredBatch, batch: Batch): StoredBatch {
  return { ...stored, ...batch, behind: stored.requests.length > 0 };
}

/** What may be shown of a batch. */
export function shownBatch({
  lease: _lease,
  sent: _sent,
  requests: _requests,
  behind: _behind,
  ...batch
}: StoredBatch): Batch {
  return batch;
}

export async function findBatch(collections: Pick<Collections, 'find'>, id: string): Promise<StoredBatch | null> {
  const record = await collections.find('batches', id);
  return record === null ? null : readBatch(record);
}

/** All rows of a batch, or those in one state. */
export function rowsOf(batchId: string, state: RowState | null = null): string {
  return state === null ? `batch:${batchId}` : `batch:${batchId} ${state}`;
}

export function batchRowKey(batchId: string, index: number): RecordKey {
  return { collection: 'batch-rows', id: `${batchId}:${index}` };
}

export function batchRowRecord(row: StoredRow): NewRecord {
  const { batchId, index, state, proposedAt } = row;
  return {
    ...batchRowKey(batchId, index),
    // Lists are newest first: the first row is the newest by a millisecond.
    at: new Date(Date.parse(proposedAt) - index).toISOString(),
    unique: [],
    tags: [rowsOf(batchId), rowsOf(batchId, state)],
    data: JSON.stringify(ROW.parse(row)),
  };
}

export function readRow(record: CollectedRecord): StoredRow {
  return ROW.parse(JSON.parse(record.data));
}

/** What may be shown of a row. */
export function shownRow({ proposedAt: _, ...row }: StoredRow): BatchRow {
  return row;
}

/** How many rows stand how. Counted, not kept: many rows are finished at once. */
export async function countRows(
  collections: Pick<Collections, 'count'>,
  { id, rows }: Pick<Batch, 'id' | 'rows'>,
): Promise<RowCounts> {
  const counted = ROW_STATES.map(
    async (state) => [state, await collections.count('batch-rows', [rowsOf(id, state)], rows)] as const,
  );
  return Object.fromEntries(await Promise.all(counted)) as RowCounts;
}
