import type { ArchiveCopy } from '#core/confirmation/confirmation.ts';
import {
  type ArchiveCopies,
  type ArchiveRenewal,
  type DuePage,
  type DueRequest,
  type FormerArchiveCopy,
  MAX_LATER,
  type Postponement,
} from '../../ports/archive-copies.ts';
import { appendConfirmationAudit } from './audit-log.ts';
import { type ArchiveRow, archiveCopyOf } from './registered-confirmation.ts';
import type { Connection } from './sql.ts';

/** The archive's copies in SQLite. */
export function createArchiveCopies(db: Connection): ArchiveCopies {
  return {
    find: async (number) => find(db, number),
    former: async (number) =>
      db.all<FormerArchiveCopy>(
        `SELECT sha256, level, renewed_at AS renewedAt, renewals FROM archive_former WHERE number = ? ORDER BY renewals`,
        number,
      ),
    due: async (request) => due(db, request),
    keep: async (renewal) => db.write(() => keep(db, renewal)),
    postpone: async (postponement) => db.write(() => postpone(db, postponement)),
  };
}

function find(db: Connection, number: string): ArchiveCopy | null {
  const row = db.one<ArchiveRow>(
    `SELECT sha256 AS archiveSha256, level AS archiveLevel, renewed_at AS renewedAt, due_ms AS dueMs, renewals
     FROM archive WHERE number = ?`,
    number,
  );
  return row === null ? null : archiveCopyOf(row);
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
  const later = db.one<{ count: number }>(
    'SELECT count(*) AS count FROM (SELECT 1 FROM archive WHERE due_ms > ? LIMIT ?)',
    now,
    MAX_LATER,
  );
  return {
    items: rows.map(({ number, dueMs }) => ({ number, dueAt: new Date(dueMs).toISOString() })),
    later: later?.count ?? 0,
  };
}

function postpone(db: Connection, { number, dueAt, copy }: Postponement): boolean {
  const sql = 'UPDATE archive SET due_ms = ? WHERE number = ? AND sha256 IS ?';
  return db.run(sql, Date.parse(dueAt), number, copy) > 0;
}

/** Compares with what the copy was made from and records it, inside the caller's transaction. */
function keep(db: Connection, { number, copy, replaces, by }: ArchiveRenewal): boolean {
  const { sha256, level, renewedAt, dueAt } = copy;
  db.run(
    `INSERT INTO archive_former (number, renewals, sha256, level, renewed_at)
     SELECT number, renewals, sha256, level, renewed_at FROM archive WHERE number = ? AND sha256 = ?`,
    number,
    replaces,
  );
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
  const detail = { sha256, level, dueAt };
  appendConfirmationAudit(db, { at: renewedAt, by, action: 'renew-archive', phase: 'succeeded', number, detail });
  return true;
}
