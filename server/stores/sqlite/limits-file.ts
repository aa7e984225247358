import { rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';

const BUSY_MS = 100;

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS buckets (
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    used INTEGER NOT NULL,
    taken INTEGER NOT NULL,
    ends_ms INTEGER NOT NULL,
    PRIMARY KEY (kind, key)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS buckets_end ON buckets (kind, ends_ms);
`;

/**
 * The database of the limits, apart from the registry: a count is worth no flush of the disk, and is never in the way of what is
 * issued. NORMAL flushes at checkpoints only: a power cut loses counts and leaves the file whole.
 * A file that is damaged nevertheless is made anew: there is nothing in it that must be kept.
 */
export function openLimitsFile(file: string): DatabaseSync {
  try {
    return open(file);
  } catch (error) {
    if (!removeDamaged(file, error)) throw error;
    return open(file);
  }
}

function open(file: string): DatabaseSync {
  const database = new DatabaseSync(file, { timeout: BUSY_MS });
  try {
    database.exec('PRAGMA journal_mode = WAL');
    database.exec('PRAGMA synchronous = NORMAL');
    database.exec('PRAGMA trusted_schema = OFF');
    database.exec('PRAGMA journal_size_limit = 4194304');
    database.exec(SCHEMA);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

const SQLITE_CORRUPT = 11;
const SQLITE_NOTADB = 26;

/** Removes the file where that is what the fault says of it; false for every other fault. It must be closed. */
export function removeDamaged(file: string, fault: unknown): boolean {
  const { errcode } = (fault ?? {}) as { readonly errcode?: number };
  if (errcode === undefined || ![SQLITE_CORRUPT, SQLITE_NOTADB].includes(errcode & 0xff)) return false;
  for (const each of [file, `${file}-wal`, `${file}-shm`]) rmSync(each, { force: true });
  return true;
}
