import type { FileReferences } from '../../ports/document-files.ts';
import type { Connection } from './sql.ts';

/** Which files the records in SQLite name: one descent into an index for each kind. */
export function createFileReferences(db: Connection): FileReferences {
  return {
    isReferenced: async (sha256) =>
      (db.one('SELECT 1 FROM confirmations WHERE sha256 = ?', sha256) ??
        db.one('SELECT 1 FROM archive WHERE sha256 = ?', sha256) ??
        db.one('SELECT 1 FROM archive_former WHERE sha256 = ?', sha256)) !== null,
  };
}
