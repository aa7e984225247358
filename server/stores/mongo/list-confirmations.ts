import type { PipelineStage } from 'mongoose';
import type { ListRequest, RegistryPage } from '../../ports/registry.ts';
import { LIST_START, type ListPosition, readCursor, writeCursor } from '../records/list-cursor.ts';
import type { Db } from './database.ts';
import { type KnownNumbers, type ListPlan, listPlan, numbersFrom } from './list-filters.ts';
import { countStandings, summaryOf } from './registered-confirmation.ts';
import type { ConfirmationRecord } from './schema/confirmation-schema.ts';

/** No page is longer, whatever was asked. */
const MAX_PAGE_LENGTH = 200;
/** Entries of an index that one page may cost, however few of them the filters fit. */
const MAX_LOOKED_AT = 2_000;
const LIST_END: ListPosition = { issuedMs: 0, number: '' };
const NEWEST_FIRST = { issuedMs: -1, _id: -1 } as const;

/** Where one page is looked for: below `from`, down to `until`. */
type Stretch = { readonly from: ListPosition; readonly until: ListPosition };

/** Newest first by (issue time, number): a confirmation issued meanwhile shifts no page. Null for a cursor that no page gave. */
export async function listConfirmations(db: Db, request: ListRequest): Promise<RegistryPage | null> {
  const after = request.cursor === null ? LIST_START : readCursor(request.cursor);
  if (after === null) return null;
  const length = Math.min(Math.max(1, Math.trunc(request.limit) || 1), MAX_PAGE_LENGTH);
  const plan = listPlan(request, await knownNumbers(db, request));
  const stretch = { from: earlier(after, startOf(request)), until: endOf(request) };
  const bound = await lastLookedAt(db, plan, stretch);
  const rows = await read(db, plan, { ...stretch, until: bound ?? stretch.until }, length + 1);
  const page = rows.slice(0, length);
  const next = rows.length > length ? positionOf(page.at(-1)) : bound;
  return { ...(await summaries(db, page)), nextCursor: next === null ? null : writeCursor(next) };
}

async function knownNumbers(db: Db, { vin, numberPrefix }: ListRequest): Promise<KnownNumbers> {
  const lines = vin === null ? null : await db.lines.many('lines of a VIN', { vin }, { fields: { number: 1 } });
  const isPrefixRare = numberPrefix !== null && (await countNumbers(db, numberPrefix)) <= MAX_LOOKED_AT;
  return { ofVin: lines?.map(({ number }) => number) ?? null, isPrefixRare };
}

function countNumbers(db: Db, prefix: string): Promise<number> {
  return db.confirmations.count('numbers by prefix', numbersFrom(prefix));
}

/** The last entry that a page may look at; null where the list ends before, or where no entry is looked at in vain. */
async function lastLookedAt(db: Db, plan: ListPlan, stretch: Stretch): Promise<ListPosition | null> {
  if (plan.index === '_id_' || plan.judged.length === 0) return null;
  const [last] = await db.confirmations.combine<ConfirmationRecord>(
    'last confirmation looked at',
    [...walk(plan, stretch), { $skip: MAX_LOOKED_AT - 1 }, { $limit: 1 }, { $project: { issuedMs: 1 } }],
    plan.index,
  );
  return positionOf(last);
}

/** The content is not read: a list shows the summary. */
function read(db: Db, plan: ListPlan, stretch: Stretch, limit: number): Promise<readonly ConfirmationRecord[]> {
  const pipeline = [...walk(plan, stretch), ...plan.judged, { $limit: limit }, { $project: { content: 0 } }];
  return db.confirmations.combine<ConfirmationRecord>('confirmations listed', pipeline, plan.index);
}

/** The range of instants is what the index is read for; those of the same instant are told apart one by one. */
function walk({ walked }: ListPlan, { from, until }: Stretch): readonly PipelineStage[] {
  const conditions = [
    ...[{ state: 'live' }, ...walked, { issuedMs: { $lte: from.issuedMs, $gte: until.issuedMs } }],
    { $or: [{ issuedMs: { $lt: from.issuedMs } }, { issuedMs: from.issuedMs, _id: { $lt: from.number } }] },
    { $or: [{ issuedMs: { $gt: until.issuedMs } }, { issuedMs: until.issuedMs, _id: { $gte: until.number } }] },
  ];
  return [{ $match: { $and: conditions } }, { $sort: NEWEST_FIRST }];
}

function positionOf(record: ConfirmationRecord | undefined): ListPosition | null {
  return record === undefined ? null : { issuedMs: record.issuedMs ?? 0, number: record._id };
}

function startOf({ issuedBefore }: ListRequest): ListPosition {
  return issuedBefore === null ? LIST_START : { issuedMs: Date.parse(issuedBefore), number: '' };
}

function endOf({ issuedFrom }: ListRequest): ListPosition {
  return issuedFrom === null ? LIST_END : { issuedMs: Date.parse(issuedFrom), number: '' };
}

function earlier(one: ListPosition, other: ListPosition): ListPosition {
  if (one.issuedMs !== other.issuedMs) return one.issuedMs < other.issuedMs ? one : other;
  return one.number < other.number ? one : other;
}

async function summaries(
  db: Db,
  page: readonly ConfirmationRecord[],
): Promise<Pick<RegistryPage, 'items' | 'damaged'>> {
  const counts = await countStandings(
    db,
    page.map(({ _id }) => _id),
  );
  const none = { live: 0, withdrawn: 0, superseded: 0 };
  const read = page.map((record) => ({
    number: record._id,
    summary: summaryOf(record, counts.get(record._id) ?? none),
  }));
  return {
    items: read.flatMap(({ summary }) => (summary === null ? [] : [summary])),
    damaged: read.flatMap(({ number, summary }) => (summary === null ? [number] : [])),
  };
}
