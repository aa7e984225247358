import { dirname, resolve } from 'node:path';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { makeFolder } from '../../files/make-folder.ts';
import { inspectDatabase, refuseOrphanedLog } from './inspect-file.ts';
import type { Connection } from './sql.ts';
import { asStoreFault, StoreUnusable } from './store-unusable.ts';

/** Opens (or creates, with its folder) the database file. Throws `StoreUnusable` and leaves the file unchanged when it is not usable. */
export function openConnection(path: string, busyTimeoutMs: number): Connection {
  const file = resolve(path);
  let database: DatabaseSync | undefined;
  try {
    makeFolder(dirname(file));
    refuseOrphanedLog(file);
    database = new DatabaseSync(file, { timeout: busyTimeoutMs, enableForeignKeyConstraints: true });
    inspectDatabase(database, file);
    configure(database, file, busyTimeoutMs);
    return connectionTo(database, database.location() ?? file);
  } catch (error) {
    database?.close();
    throw asStoreFault(file, error);
  }
}

/** WAL lets readers work beside a writer; FULL syncs the log at every commit, so that what was answered survives a power cut. */
function configure(database: DatabaseSync, file: string, busyTimeoutMs: number): void {
  const mode = switchToWal(database, busyTimeoutMs);
  if (mode !== 'wal') throw new StoreUnusable('store-not-writable', file, `journal mode ${mode} instead of wal`);
  database.exec('PRAGMA synchronous = FULL');
  database.exec('PRAGMA trusted_schema = OFF');
  database.exec('PRAGMA cell_size_check = ON');
  // After a peak the write-ahead log shrinks back to this many bytes.
  database.exec('PRAGMA journal_size_limit = 67108864');
}

const SQLITE_BUSY = 5;
const WAL_RETRY_MS = 20;

/** SQLite does not wait here as it does elsewhere: where several processes make one store, all but one hear that it is busy. */
function switchToWal(database: DatabaseSync, busyTimeoutMs: number): unknown {
  const pause = new Int32Array(new SharedArrayBuffer(4));
  for (let left = busyTimeoutMs; ; left -= WAL_RETRY_MS) {
    try {
      return database.prepare('PRAGMA journal_mode = WAL').get()?.journal_mode;
    } catch (error) {
      if (left <= 0 || (error as { readonly errcode?: unknown }).errcode !== SQLITE_BUSY) throw error;
      Atomics.wait(pause, 0, 0, WAL_RETRY_MS);
    }
  }
}

/** The connection over a database that is open. */
export function connectionTo(database: DatabaseSync, file: string): Connection {
  const statements = new Map<string, StatementSync>();
  const prepared = (sql: string): StatementSync => {
    const known = statements.get(sql);
    if (known !== undefined) return known;
    const statement = database.prepare(sql);
    statements.set(sql, statement);
    return statement;
  };
  const guarded = <Value>(work: () => Value): Value => {
    try {
      return work();
    } catch (error) {
      throw asStoreFault(file, error);
    }
  };
  return {
    file,
    one: <Row>(sql: string, ...values: SQLInputValue[]) =>
      guarded(() => (prepared(sql).get(...values) as Row | undefined) ?? null),
    all: <Row>(sql: string, ...values: SQLInputValue[]) => guarded(() => prepared(sql).all(...values) as Row[]),
    run: (sql, ...values) => guarded(() => Number(prepared(sql).run(...values).changes)),
    script: (sql) => guarded(() => database.exec(sql)),
    write: (work) => guarded(() => inTransaction(database, work)),
    close: () => database.close(),
  };
}

/** IMMEDIATE takes the write lock first: a plain BEGIN that reads before it writes loses to a second process. */
function inTransaction<Value>(database: DatabaseSync, work: () => Value): Value {
  database.exec('BEGIN IMMEDIATE');
  try {
    const value = work();
    database.exec('COMMIT');
    return value;
  } catch (error) {
    // Some faults (a full disk) have already rolled back.
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}
