import { existsSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { MoveFault } from '../../../ports/move-fault.ts';
import type { Filling, Progress, StoreTarget } from '../../dump/store-view.ts';
import { createAuditLog } from '../audit-log.ts';
import { connectionTo, openConnection } from '../connection.ts';
import { migrate } from '../migrations.ts';
import type { Connection } from '../sql.ts';
import { SQLITE_TABLES, type SqliteTable } from './sqlite-tables.ts';
import { sqliteView } from './sqlite-view.ts';

export type SqliteTarget = StoreTarget & {
  /** Nothing tells it from a store that was never filled any more. */
  readonly finish: () => void;
  readonly close: () => void;
};

/** How long another process's write is waited for, in ms: nobody else should be there. */
const BUSY_MS = 1_000;

/** Opens a new store file to be filled, or one of the same filling that was not finished. What another one left is made anew. */
export function openSqliteTarget(file: string, filling: Filling): SqliteTarget {
  if (existsSync(file) && !isOf(file, filling)) removeSqliteFile(file);
  const db = openConnection(file, BUSY_MS);
  const reading = new DatabaseSync(file, { readOnly: true });
  db.write(() => begin(db, filling));
  // A number may name one that comes later: `complete` looks at all of them.
  db.script('PRAGMA foreign_keys = OFF');
  return {
    ...sqliteView(reading, file),
    auditLog: createAuditLog(connectionTo(reading, file)),
    progress: async () => progressOf(db),
    take: async (table, records, count) => {
      const { store } = SQLITE_TABLES[table] as SqliteTable<typeof table>;
      db.write(() => {
        for (const record of records) store(db, record);
        note(db, table, count);
      });
    },
    noteDocuments: async (count) => db.write(() => note(db, 'documents', count)),
    complete: async () => complete(db),
    discard: async () => db.write(() => void db.run(`UPDATE filling SET digest = ''`)),
    finish: () => finish(db),
    close: () => {
      reading.close();
      db.close();
    },
  };
}

/** The file, its log, and the locks beside it. */
export function sqliteFiles(file: string): readonly string[] {
  return ['', '-wal', '-shm', '.owners'].map((end) => `${file}${end}`).filter((name) => existsSync(name));
}

export function removeSqliteFile(file: string): void {
  for (const name of sqliteFiles(file)) rmSync(name, { recursive: true, force: true });
}

/** Whoever has this table is being filled: it is gone when the file becomes a store. */
const FILLING = `
  CREATE TABLE filling (id TEXT NOT NULL, digest TEXT NOT NULL) STRICT;
  CREATE TABLE filled (name TEXT PRIMARY KEY, count INTEGER NOT NULL) STRICT;
`;

function begin(db: Connection, { id, digest }: Filling): void {
  if (isFilling(db)) return;
  migrate(db);
  db.script(FILLING);
  db.run('INSERT INTO filling (id, digest) VALUES (?, ?)', id, digest);
}

function isOf(file: string, { id, digest }: Filling): boolean {
  const db = openConnection(file, BUSY_MS);
  try {
    return isFilling(db) && db.one('SELECT 1 FROM filling WHERE id = ? AND digest = ?', id, digest) !== null;
  } finally {
    db.close();
  }
}

function isFilling(db: Connection): boolean {
  return db.one(`SELECT 1 FROM sqlite_schema WHERE name = 'filling'`) !== null;
}

function progressOf(db: Connection): Progress {
  const rows = db.all<{ name: string; count: number }>('SELECT name, count FROM filled');
  return Object.fromEntries(rows.map(({ name, count }) => [name, count]));
}

function note(db: Connection, name: keyof Progress, count: number): void {
  db.run(
    'INSERT INTO filled (name, count) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET count = excluded.count',
    name,
    count,
  );
}

function complete(db: Connection): void {
  const [fault] = db.all<{ table: string; parent: string }>('PRAGMA foreign_key_check');
  if (fault !== undefined)
    throw new MoveFault('move-differs', `a record of ${fault.table} names one of ${fault.parent} that is not there`);
}

/** It is a store like any other from now on. */
function finish(db: Connection): void {
  db.write(() => db.script('DROP TABLE filling; DROP TABLE filled'));
  db.one('PRAGMA wal_checkpoint(TRUNCATE)');
}
