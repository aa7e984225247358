import type { AuditEntry, AuditLog } from '../../ports/audit-log.ts';
import type { Connection } from './sql.ts';

/** Adds one entry, inside the caller's transaction: what happened and its entry stand or fall together. */
export function appendAudit(db: Connection, entry: AuditEntry): void {
  const { at, by, action, number, detail } = entry;
  db.run(
    'INSERT INTO audit (at, by, action, number, detail) VALUES (?, ?, ?, ?, ?)',
    at,
    by,
    action,
    number,
    JSON.stringify(detail),
  );
}

/** The audit log in SQLite. Triggers refuse to change or delete an entry. */
export function createAuditLog(db: Connection): AuditLog {
  return {
    append: async (entry) => db.write(() => appendAudit(db, entry)),
    ofConfirmation: async (number) =>
      db
        .all<Omit<AuditEntry, 'detail'> & { detail: string }>(
          'SELECT at, by, action, number, detail FROM audit WHERE number = ? ORDER BY id',
          number,
        )
        .map(({ at, by, action, number, detail }) => ({ at, by, action, number, detail: JSON.parse(detail) })),
  };
}
