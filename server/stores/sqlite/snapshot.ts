import { DatabaseSync } from 'node:sqlite';
import type { Connection } from './sql.ts';

/** A database as it was at one moment, and what it names. */
export type Snapshots = {
  /** Writes a copy of the database, as it is at this moment, into a new file, without what was fetched; writers go on meanwhile. */
  readonly write: (file: string) => void;
  /** The SHA-256 of every document that a record names. */
  readonly documents: () => readonly string[];
  /** The instant of the newest entry of the audit log; null where there is none. */
  readonly newest: () => string | null;
};

/** Snapshots of a store in SQLite: VACUUM INTO reads in one transaction, and never begins anew as a copy page by page does. */
export function createSnapshots(db: Connection): Snapshots {
  return {
    write: (file) => {
      db.run('VACUUM INTO ?', file);
      dropAnswers(file);
    },
    documents: () =>
      db
        .all<{ sha256: string }>(
          `SELECT sha256 FROM confirmations WHERE state = 'live' UNION SELECT sha256 FROM archive WHERE sha256 IS NOT NULL
           UNION SELECT sha256 FROM archive_former`,
        )
        .map(({ sha256 }) => sha256),
    newest: () =>
      db.one<{ at: string | null }>('SELECT max(at) AS at FROM audit_heads JOIN audit_entries USING (stream, position)')
        ?.at ?? null,
  };
}

/** Fetched answers are a cache of up to hundreds of megabytes, which every backup would hold anew. */
function dropAnswers(file: string): void {
  const copy = new DatabaseSync(file);
  try {
    if (copy.prepare('DELETE FROM revocation_answers').run().changes !== 0) copy.exec('VACUUM');
  } finally {
    copy.close();
  }
}
