import type { QueryFilter } from 'mongoose';
import type { ListRequest, Registry, RegistryPage } from '../../ports/registry.ts';
import { LIST_START, type ListPosition, readCursor, writeCursor } from '../records/list-cursor.ts';
import type { Database, Db } from './database.ts';
import { countStandings, findConfirmation, summaryOf } from './registered-confirmation.ts';
import type { ConfirmationRecord } from './schema/confirmation-schema.ts';
import { withdraw } from './withdraw.ts';

/** No page is longer, whatever was asked. */
const MAX_PAGE_LENGTH = 200;

/** The issued confirmations in MongoDB. */
export function createRegistry({ db, write }: Database): Registry {
  return {
    find: (number) => findConfirmation(db, number),
    list: (request) => list(db, request),
    withdraw: (withdrawal) => write((within) => withdraw(within, withdrawal)),
  };
}

/** Newest first by (issue time, number): a confirmation issued meanwhile shifts no page. Null for a cursor that no page gave. */
async function list(db: Db, request: ListRequest): Promise<RegistryPage | null> {
  const from = request.cursor === null ? LIST_START : readCursor(request.cursor);
  if (from === null) return null;
  const length = Math.min(Math.max(1, Math.trunc(request.limit) || 1), MAX_PAGE_LENGTH);
  const rows = await db.confirmations.many('confirmations listed', listed(request, from), {
    limit: length + 1,
    sort: { issuedMs: -1, _id: -1 },
    fields: { content: 0 },
  });
  const page = rows.slice(0, length);
  const last = page.at(-1);
  const more = rows.length > length && last !== undefined;
  return { ...(await summaries(db, page)), nextCursor: more ? cursorOf(last) : null };
}

/** Which confirmations a list is of, after a position: the one place where its question is written. */
function listed({ manufacturerId }: ListRequest, { issuedMs, number }: ListPosition): QueryFilter<ConfirmationRecord> {
  const after = { $or: [{ issuedMs: { $lt: issuedMs } }, { issuedMs, _id: { $lt: number } }] };
  return { state: 'live', ...(manufacturerId === null ? {} : { manufacturerId }), ...after };
}

function cursorOf({ _id: number, issuedMs = 0 }: ConfirmationRecord): string {
  return writeCursor({ issuedMs, number });
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
