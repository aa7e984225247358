import type { ConfirmationSummary } from '#core/confirmation/confirmation.ts';
import { type ListRequest, RecordDamaged, type RegistryPage } from '../../ports/registry.ts';
import { LIST_START, type ListPosition, readCursor, writeCursor } from '../records/list-cursor.ts';
import { type Clause, filterClauses, type ListIndex } from './list-filters.ts';
import { CONFIRMATION_COLUMNS, type SummaryRow, summaryOf } from './registered-confirmation.ts';
import type { Connection } from './sql.ts';

/** No page is longer, whatever was asked. */
const MAX_PAGE_LENGTH = 200;
/** Entries of an index that one page may cost, however few of them the filters fit. */
const MAX_LOOKED_AT = 2_000;
const LIST_END: ListPosition = { issuedMs: 0, number: '' };

/** Where one page is looked for: below `from`, down to `until`. */
type Stretch = { readonly from: ListPosition; readonly until: ListPosition };

/** Newest first by (issue time, number): a confirmation issued meanwhile shifts no page. Null for a cursor that no page gave. */
export function listConfirmations(db: Connection, request: ListRequest): RegistryPage | null {
  const after = request.cursor === null ? LIST_START : readCursor(request.cursor);
  if (after === null) return null;
  const length = Math.min(Math.max(1, Math.trunc(request.limit) || 1), MAX_PAGE_LENGTH);
  const { index, walked, judged } = filterClauses(request, hasFewNumbers(db, request.numberPrefix));
  const stretch = { from: earlier(after, startOf(request)), until: endOf(request) };
  const bound = index === 'numbers' ? null : lastLookedAt(db, index, walked, stretch);
  const until = bound ?? stretch.until;
  const rows = read(db, pageStatement(index, [...walked, ...judged], { ...stretch, until }, length + 1));
  return pageOf(db, rows, length, bound);
}

function pageOf(db: Connection, rows: readonly SummaryRow[], length: number, bound: ListPosition | null): RegistryPage {
  const page = rows.slice(0, length);
  const next = rows.length > length ? (page.at(-1) ?? null) : bound;
  const read = page.map((row) => ({ number: row.number, summary: summaryOrNull(db, row) }));
  return {
    items: read.flatMap(({ summary }) => (summary === null ? [] : [summary])),
    damaged: read.flatMap(({ number, summary }) => (summary === null ? [number] : [])),
    nextCursor: next === null ? null : writeCursor(next),
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

function read(db: Connection, { sql, values }: Clause): readonly SummaryRow[] {
  return db.all<SummaryRow>(sql, ...values);
}

const INDEX_NAMES: Readonly<Record<ListIndex, string>> = {
  numbers: 'sqlite_autoindex_confirmations_1',
  'newest-for-exporter': 'confirmations_newest_for',
  'newest-of-manufacturer': 'confirmations_newest_of',
  newest: 'confirmations_newest',
};

/** Reads one page. The index is named: without statistics SQLite might read another one, and sort. */
export function pageStatement(
  index: ListIndex,
  clauses: readonly Clause[],
  { from, until }: Stretch,
  limit: number,
): Clause {
  const sql = `SELECT ${CONFIRMATION_COLUMNS}, data, vehicles, outlets
    FROM confirmations INDEXED BY ${INDEX_NAMES[index]} JOIN archive USING (number) JOIN summaries USING (number)
    WHERE ${stretchOf(clauses)} ORDER BY issued_ms DESC, number DESC LIMIT ?`;
  return { sql, values: [...valuesOf(clauses, { from, until }), limit] };
}

/** Finds the last entry that a page may look at. */
export function boundStatement(index: ListIndex, clauses: readonly Clause[], stretch: Stretch): Clause {
  const sql = `SELECT issued_ms AS issuedMs, number FROM confirmations INDEXED BY ${INDEX_NAMES[index]}
    WHERE ${stretchOf(clauses)} ORDER BY issued_ms DESC, number DESC LIMIT 1 OFFSET ?`;
  return { sql, values: [...valuesOf(clauses, stretch), MAX_LOOKED_AT - 1] };
}

function stretchOf(clauses: readonly Clause[]): string {
  const conditions = [
    '(issued_ms, number) < (?, ?)',
    '(issued_ms, number) >= (?, ?)',
    ...clauses.map(({ sql }) => sql),
  ];
  return [`state = 'live'`, ...conditions].join(' AND ');
}

function valuesOf(clauses: readonly Clause[], { from, until }: Stretch): Clause['values'] {
  return [from.issuedMs, from.number, until.issuedMs, until.number, ...clauses.flatMap(({ values }) => values)];
}

/** Null where the list ends before. */
function lastLookedAt(
  db: Connection,
  index: ListIndex,
  walked: readonly Clause[],
  stretch: Stretch,
): ListPosition | null {
  const { sql, values } = boundStatement(index, walked, stretch);
  return db.one<ListPosition>(sql, ...values);
}

function hasFewNumbers(db: Connection, prefix: string | null): boolean {
  if (prefix === null) return false;
  const counted = db.one<{ count: number }>(
    'SELECT count(*) AS count FROM (SELECT 1 FROM confirmations WHERE number >= ? AND number < ? LIMIT ?)',
    prefix,
    `${prefix}~`,
    MAX_LOOKED_AT + 1,
  );
  return (counted?.count ?? 0) <= MAX_LOOKED_AT;
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
