import { DatabaseSync } from 'node:sqlite';
import type { AuditLog } from '../../../ports/audit-log.ts';
import { MoveFault } from '../../../ports/move-fault.ts';
import type { StoreView } from '../../dump/store-view.ts';
import { createAuditLog } from '../audit-log.ts';
import { connectionTo } from '../connection.ts';
import { liveOwners } from '../owner.ts';
import { asStoreFault } from '../store-unusable.ts';
import { sqliteView } from './sqlite-view.ts';

export type SqliteSource = StoreView & { readonly auditLog: AuditLog; readonly close: () => void };

/**
 * Reads a store file of this version, and keeps every other process from changing or opening it until it is closed: a service that
 * is started meanwhile hears that the store is busy.
 * @throws {MoveFault} `move-source-in-use` where a process has it open; `StoreUnusable`
 */
export function holdSqliteSource(file: string): SqliteSource {
  const source = open(file, 'BEGIN IMMEDIATE');
  if (liveOwners(`${file}.owners`).length === 0) return source;
  source.close();
  throw new MoveFault('move-source-in-use', `${file} is in use: stop the service and every command that works on it`);
}

/** Reads a store file of this version that nobody else knows, as it is at this moment. */
export function openSqliteSource(file: string): SqliteSource {
  return open(file, 'BEGIN');
}

function open(file: string, begin: 'BEGIN' | 'BEGIN IMMEDIATE'): SqliteSource {
  const database = new DatabaseSync(file, { timeout: 1_000 });
  try {
    database.exec(begin);
  } catch (error) {
    database.close();
    throw asStoreFault(file, error);
  }
  return {
    ...sqliteView(database, file),
    auditLog: createAuditLog(connectionTo(database, file)),
    close: () => database.close(),
  };
}
