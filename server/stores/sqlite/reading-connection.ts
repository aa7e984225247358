import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { connectionTo } from './connection.ts';
import { inspectDatabase } from './inspect-file.ts';
import { MIGRATIONS } from './migrations.ts';
import type { Connection } from './sql.ts';
import { asStoreFault, StoreUnusable } from './store-unusable.ts';

/** A connection that reads alone, on a disk that takes nothing. */
export type Reader = {
  readonly connection: Connection;
  /** True once the file may hold more than this connection sees: another one must be opened. */
  readonly isStale: () => boolean;
};

/**
 * Opens a store for reading where it cannot be opened for writing. Throws `StoreUnusable` where that is not possible
 * either: a schema that would have to be brought forward first, or a write-ahead log that cannot be read.
 */
export function openReader(path: string, busyTimeoutMs: number): Reader {
  const file = resolve(path);
  try {
    const { database, isStale } = openShared(file, busyTimeoutMs) ?? openUnshared(file);
    return checked(database, file, isStale);
  } catch (error) {
    throw asStoreFault(file, error);
  }
}

export type Opened = { readonly database: DatabaseSync; readonly isStale: () => boolean };

/** Beside other processes, with the log and its index. Null where that index is missing and cannot be made. */
export function openShared(file: string, timeout: number): Opened | null {
  const database = new DatabaseSync(file, { readOnly: true, timeout });
  try {
    database.prepare('PRAGMA user_version').get();
    return { database, isStale: () => false };
  } catch (error) {
    database.close();
    // Without the log, what was withdrawn last would be in force again.
    if (sizeOf(`${file}-wal`) > 0) throw error;
    return null;
  }
}

/**
 * Without log and index: as `immutable`, SQLite looks at the file alone and locks nothing. That is right as long as nobody
 * writes, which shows in the file or in a log beside it.
 */
export function openUnshared(file: string): Opened {
  const before = stampOf(file);
  const url = pathToFileURL(file);
  url.searchParams.set('immutable', '1');
  return { database: new DatabaseSync(url, { readOnly: true }), isStale: () => stampOf(file) !== before };
}

function checked(database: DatabaseSync, file: string, isStale: () => boolean): Reader {
  try {
    inspectDatabase(database, file);
    const version = Number(database.prepare('PRAGMA user_version').get()?.user_version);
    if (version !== MIGRATIONS.length)
      throw new StoreUnusable('store-not-writable', file, `schema ${version} must be brought to ${MIGRATIONS.length}`);
    database.exec('PRAGMA trusted_schema = OFF');
    return { connection: connectionTo(database, file), isStale };
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Changes with every write to the file, and with the first one to a log. */
function stampOf(file: string): string {
  const { ino, size, mtimeNs } = statSync(file, { bigint: true });
  return `${ino} ${size} ${mtimeNs} ${sizeOf(`${file}-wal`)}`;
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}
