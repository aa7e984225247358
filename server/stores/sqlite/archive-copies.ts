import type {
  ArchiveCopies,
  ArchiveRenewal,
  DuePage,
  DueRequest,
  Postponement,
  StoredArchiveCopy,
} from '../../ports/archive-copies.ts';
import { appendConfirmationAudit } from './audit-log.ts';
import type { Connection } from './connection.ts';
import { type ArchiveRow, archiveCopyOf } from './registered-confirmation.ts';

/** The archive's copies in SQLite. */
export function createArchiveCopies(db: Connection): ArchiveCopies {
  return {
    find: async (number) => find(db, number),
    due: async (request) => due(db, request),
    keep: async (renewal) => db.write(() => keep(db, renewal)),
    postpone: async (postponement) => db.write(() => postpone(db, postponement)),
  };
}

function find(db: Connection, number: string): StoredArchiveCopy | null {
  const row = db.one<ArchiveRow & { readonly pdf: Uint8Array }>(
    `SELECT sha256 AS archiveSha256, level AS archiveLevel, renewed_at AS renewedAt, due_ms AS dueMs, renewals, pdf
     FROM archive JOIN archive_documents USING (number) WHERE number = ?`,
    number,
  );
  const copy = row === null ? null : archiveCopyOf(row);
  return row === null || copy === null ? null : { copy, pdf: row.pdf };
}

function due(db: Connection, { at, limit, after }: DueRequest): DuePage {
  const now = Date.parse(at);
  const rows = db.all<{ number: string; dueMs: number }>(
    `SELECT number, due_ms AS dueMs FROM archive WHERE (due_ms, number) > (?, ?) AND due_ms <= ?
     ORDER BY due_ms, number LIMIT ?`,
    after === null ? Number.MIN_SAFE_INTEGER : Date.parse(after.dueAt),
    after?.number ?? '',
    now,
    limit,
  );
  const later = db.one<{ count: number }>('SELECT count(*) AS count FROM archive WHERE due_ms > ?', now)?.count ?? 0;
  return { items: rows.map(({ number, dueMs }) => ({ number, dueAt: new Date(dueMs).toISOString() })), later };
}

function postpone(db: Connection, { number, dueAt, copy }: Postponement): boolean {
  const sql = 'UPDATE archive SET due_ms = ? WHERE number = ? AND sha256 IS ?';
  return db.run(sql, Date.parse(dueAt), number, copy) > 0;
}

/** Compares with what the copy was made from and stores it, inside the caller's transaction. */
function keep(db: Connection, { number, pdf, copy, replaces, by }: ArchiveRenewal): boolean {
  const { sha256, level, renewedAt, dueAt } = copy;
  const changed = db.run(
    `UPDATE archive SET sha256 = ?, level = ?, renewed_at = ?, due_ms = ?, renewals = renewals + 1
     WHERE number = ? AND sha256 IS ?`,
    sha256,
    level,
    renewedAt,
    Date.parse(dueAt),
    number,
    replaces,
  );
  if (changed === 0) return false;
  db.run(
    'INSERT INTO archive_documents (number, pdf) VALUES (?, ?) ON CONFLICT (number) DO UPDATE SET pdf = excluded.pdf',
    number,
    pdf,
  );
  const detail = { sha256, level, dueAt };
  appendConfirmationAudit(db, { at: renewedAt, by, action: 'renew-archive', phase: 'succeeded', number, detail });
  return true;
}
