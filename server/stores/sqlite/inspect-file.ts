import { statSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { APPLICATION_ID, MIGRATIONS } from './migrations.ts';
import { StoreUnusable } from './store-unusable.ts';

/**
 * Every page of a database up to this many bytes is checked at each start (some 100 ms). A larger one would hold up the
 * start for minutes: there only the schema and the number sequences are checked.
 */
const QUICK_CHECK_BYTES = 64 * 1024 * 1024;

/**
 * Refuses an empty or missing database beside a write-ahead log with data in it: SQLite would take it for a new database
 * and throw that log away, which is all that is left. To be called before the file is opened.
 */
export function refuseOrphanedLog(file: string): void {
  if (sizeOf(file) === 0 && sizeOf(`${file}-wal`) > 0)
    throw new StoreUnusable('store-corrupt', file, 'the database is empty but its write-ahead log is not');
}

/** Refuses, before anything is written, a file that this version must not touch. Throws `StoreUnusable`. */
export function inspectDatabase(database: DatabaseSync, file: string): void {
  const version = pragma(database, 'user_version');
  const tables = Number(database.prepare('SELECT count(*) AS n FROM sqlite_schema').get()?.n);
  if (version === 0 && tables === 0) return;
  if (pragma(database, 'application_id') !== APPLICATION_ID)
    throw new StoreUnusable('store-corrupt', file, 'its tables are not those of vinseal');
  if (version > MIGRATIONS.length)
    throw new StoreUnusable('store-newer', file, `schema ${version}, known up to ${MIGRATIONS.length}`);
  checkPages(database, file);
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

function checkPages(database: DatabaseSync, file: string): void {
  const small = pragma(database, 'page_count') * pragma(database, 'page_size') <= QUICK_CHECK_BYTES;
  const problem = database.prepare(small ? 'PRAGMA quick_check(1)' : 'PRAGMA quick_check(sequences)').get();
  const said = String(problem === undefined ? 'no answer' : Object.values(problem)[0]);
  if (said !== 'ok') throw new StoreUnusable('store-corrupt', file, said);
}

function pragma(database: DatabaseSync, name: 'user_version' | 'application_id' | 'page_count' | 'page_size'): number {
  return Number(database.prepare(`PRAGMA ${name}`).get()?.[name]);
}
