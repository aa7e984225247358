import type { ConfirmationSummary } from '#core/confirmation/confirmation.ts';
import { type ListRequest, RecordDamaged, type Registry, type RegistryPage } from '../../ports/registry.ts';
import { LIST_START, readCursor, writeCursor } from '../records/list-cursor.ts';
import { CONFIRMATION_COLUMNS, findConfirmation, type SummaryRow, summaryOf } from './registered-confirmation.ts';
import type { Connection } from './sql.ts';
import { withdraw } from './withdraw.ts';

/** No page is longer, whatever was asked. */
const MAX_PAGE_LENGTH = 200;

/** The issued confirmations in SQLite. */
export function createRegistry(db: Connection): Registry {
  return {
    find: async (number) => findConfirmation(db, number),
    list: async (request) => list(db, request),
    withdraw: async (withdrawal) => db.write(() => withdraw(db, withdrawal)),
  };
}

/** Newest first by (issue time, number): a confirmation issued meanwhile shifts no page. Null for a cursor that no page gave. */
function list(db: Connection, { limit, cursor, manufacturerId }: ListRequest): RegistryPage | null {
  const from = cursor === null ? LIST_START : readCursor(cursor);
  if (from === null) return null;
  const length = Math.min(Math.max(1, Math.trunc(limit) || 1), MAX_PAGE_LENGTH);
  const rows = db.all<SummaryRow>(
    `SELECT ${CONFIRMATION_COLUMNS}, data, vehicles, outlets
     FROM confirmations JOIN archive USING (number) JOIN summaries USING (number)
     WHERE state = 'live' AND (issued_ms, number) < (?, ?) ${manufacturerId === null ? '' : 'AND manufacturer_id = ?'}
     ORDER BY issued_ms DESC, number DESC LIMIT ?`,
    from.issuedMs,
    from.number,
    ...(manufacturerId === null ? [] : [manufacturerId]),
    length + 1,
  );
  const page = rows.slice(0, length);
  const last = page.at(-1);
  const more = rows.length > length && last !== undefined;
  const read = page.map((row) => ({ number: row.number, summary: summaryOrNull(db, row) }));
  return {
    items: read.flatMap(({ summary }) => (summary === null ? [] : [summary])),
    damaged: read.flatMap(({ number, summary }) => (summary === null ? [number] : [])),
    nextCursor: more ? writeCursor(last) : null,
  };
}

function summaryOrNull(db: Connection, row: SummaryRow): ConfirmationSummary | null {
  try {
    return summaryOf(db, row);
  } catch (error) {
    if (error instanceof RecordDamaged) return null;
    throw error;
  }
}
