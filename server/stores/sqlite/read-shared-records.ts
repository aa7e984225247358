import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { SharedKind, SharedState } from '../../ports/shared-records.ts';
import { connectionTo } from './connection.ts';
import { inspectDatabase } from './inspect-file.ts';
import { type Opened, openShared, openUnshared } from './reading-connection.ts';
import { readState } from './shared-records.ts';
import { asStoreFault, StoreUnusable } from './store-unusable.ts';

/** How long is waited for another process that holds the file, in ms. */
const PATIENCE_MS = 2_000;

/**
 * The records of a kind in a store that is left as it is, for one who only looks; null where a former version made it, which
 * had none. Throws `StoreUnusable` where it cannot be read.
 */
export function readSharedRecords(path: string, kind: SharedKind): SharedState | null {
  const file = resolve(path);
  try {
    const alone = hasLog(file) ? 'stale' : readAs(openUnshared(file), file, kind);
    if (alone !== 'stale') return alone;
    const shared = openShared(file, PATIENCE_MS);
    const beside = shared === null ? 'stale' : readAs(shared, file, kind);
    if (beside !== 'stale') return beside;
    throw new StoreUnusable('store-busy', file, 'it is being written');
  } catch (error) {
    throw asStoreFault(file, error);
  }
}

/** What a log holds is in the file only later. */
function hasLog(file: string): boolean {
  return (statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0;
}

/** `stale` where the file may hold more than was seen. */
function readAs({ database, isStale }: Opened, file: string, kind: SharedKind): SharedState | null | 'stale' {
  try {
    inspectDatabase(database, file);
    database.exec('PRAGMA trusted_schema = OFF');
    database.exec('BEGIN');
    const db = connectionTo(database, file);
    const isFormer = db.one("SELECT 1 FROM sqlite_schema WHERE name = 'shared_records'") === null;
    const state = isFormer ? null : readState(db, kind);
    return isStale() ? 'stale' : state;
  } finally {
    database.close();
  }
}
