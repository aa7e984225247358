import path from 'node:path';
import { dataPaths } from '../../server/compose/install-options.ts';
import { entriesOf, KEY_RECORDS, type KeyEntry, recordOfEntry } from '../../server/keys/key-index.ts';
import type { SharedRecords } from '../../server/ports/shared-records.ts';
import { openConnection } from '../../server/stores/sqlite/connection.ts';
import { migrate } from '../../server/stores/sqlite/migrations.ts';
import { createPatience } from '../../server/stores/sqlite/patience.ts';
import { createSharedRecords } from '../../server/stores/sqlite/shared-records.ts';

const BUSY_MS = 10_000;
/** The shared records of a data folder over SQLite, as another process sees them. Closed once nobody holds them: programs use it, too. */
export function sharedOf(data: string): SharedRecords {
  const db = openConnection(dataPaths(data).store, BUSY_MS);
  db.write(() => migrate(db));
  db.script('PRAGMA busy_timeout = 0');
  return createSharedRecords(db, createPatience(BUSY_MS));
}

/** Where the keys of a folder of keys are: the store lies beside it, as in a data folder. */
export function keyHome(folder: string): { readonly shared: SharedRecords; readonly folder: string } {
  return { shared: sharedOf(path.dirname(folder)), folder };
}

/** The keys that the store of a data folder names. */
export async function keyEntries(data: string): Promise<readonly KeyEntry[]> {
  return entriesOf((await sharedOf(data).read(KEY_RECORDS)).records);
}

/** Puts these keys in the place of those that the store has under their ids. */
export function putKeyEntries(shared: SharedRecords, entries: readonly KeyEntry[]): Promise<void> {
  return shared.change(KEY_RECORDS, () => ({ put: entries.map(recordOfEntry), remove: [], answer: undefined }));
}

/** Makes what the store says of its keys unreadable. */
export function spoilKeys(data: string): Promise<void> {
  const record = { name: 'spoilt', content: new TextEncoder().encode('[{') };
  return sharedOf(data).change(KEY_RECORDS, () => ({ put: [record], remove: [], answer: undefined }));
}
