import { rm } from 'node:fs/promises';
import path from 'node:path';
import { BackupFault } from '../ports/backup-fault.ts';
import type { Clock } from '../ports/clock.ts';
import { MoveFault } from '../ports/move-fault.ts';
import { StoreConflict } from '../ports/store-conflict.ts';
import { openDumpFile } from '../stores/backup/dump-file.ts';
import type { Manifest } from '../stores/backup/manifest.ts';
import { copyRecords } from '../stores/dump/copy-records.ts';
import { differences, inspectView } from '../stores/dump/inspect-view.ts';
import {
  documentsOf,
  type Filling,
  RecordNotWhole,
  type StoreTarget,
  type StoreView,
  wholeRecords,
} from '../stores/dump/store-view.ts';
import { openSqliteSource } from '../stores/sqlite/dump/open-source.ts';
import { openSqliteTarget } from '../stores/sqlite/dump/open-target.ts';
import { openSqliteStore } from '../stores/sqlite/open-store.ts';
import { readDatabaseId, writeDatabaseId } from './install/database-id.ts';
import type { DataPaths, InstallOptions } from './install-options.ts';
import { type InstallStore, openStoreInFile, openStoreInMongo } from './store.ts';

type Database = Manifest['database'] & {
  /** Writes it in the clear into a new file. */
  readonly decrypt: (file: string) => Promise<void>;
};
type Place = {
  readonly paths: DataPaths;
  readonly clock: Clock;
  readonly journal: string | null;
  readonly mongo?: InstallOptions['mongo'] | undefined;
};

/** A registry as it was at the moment of a snapshot, open. */
export type RestoredRegistry = {
  readonly store: Omit<InstallStore, 'newestEntry' | 'moveDocuments'>;
  readonly documents: () => AsyncIterable<string>;
  readonly embeddedHas: (sha256: string) => Promise<boolean>;
  /** The install can be used from now on. */
  readonly finish: () => Promise<void>;
  readonly close: () => Promise<void>;
};

/** Makes a registry of what a snapshot holds: a database of SQLite or a dump, in the new folder or in an empty database outside. */
export async function restoreRegistry(database: Database, place: Place): Promise<RestoredRegistry> {
  if (place.mongo != null) return inMongo(database, place, place.mongo);
  const { paths, clock, journal } = place;
  if (database.kind === undefined) await database.decrypt(paths.store);
  else await asSource(database, paths, (source) => fillFile(source, paths, database));
  const store = openStoreInFile(paths, clock, journal);
  return {
    store,
    documents: async function* () {
      yield* store.snapshots.documents();
    },
    embeddedHas: store.embeddedHas,
    finish: async () => undefined,
    close: async () => store.close(),
  };
}

async function fillFile(source: StoreView, paths: DataPaths, { sha256 }: Database): Promise<void> {
  const target = openSqliteTarget(paths.store, fillingOf(sha256));
  try {
    await fillTarget(source, target);
    target.finish();
  } finally {
    target.close();
  }
}

/** One restore of one snapshot: what an earlier try has filled is filled on. */
function fillingOf(sha256: string): Filling {
  return { id: `restore ${sha256}`, digest: sha256 };
}

async function inMongo(
  database: Database,
  { paths, clock, journal }: Place,
  { url }: NonNullable<InstallOptions['mongo']>,
): Promise<RestoredRegistry> {
  const { connectMongo, MOVER_NAME } = await import('../stores/mongo/connect.ts');
  const { openDatabase } = await import('../stores/mongo/database.ts');
  const { openMongoTarget } = await import('../stores/mongo/dump/open-target.ts');
  const { mongoView } = await import('../stores/mongo/dump/mongo-view.ts');
  const { markReady, markRecovering } = await import('../stores/mongo/fillings.ts');
  const filling = fillingOf(database.sha256);
  const connection = await connectMongo(url, MOVER_NAME);
  try {
    const target = await openMongoTarget(connection, filling);
    await asSource(database, paths, (source) => fillTarget(source, target));
    await markRecovering(openDatabase(connection), filling.id);
    writeDatabaseId(paths.databaseId);
    const store = await openStoreInMongo(paths, clock, journal, { url, migrates: false, filling: filling.id });
    return {
      store,
      documents: () => namedDocuments(mongoView(connection)),
      embeddedHas: async () => false,
      finish: async () => {
        await markReady(openDatabase(connection), filling.id, readDatabaseId(paths.databaseId) ?? '');
      },
      close: async () => {
        await store.close();
        await connection.destroy();
      },
    };
  } catch (fault) {
    await connection.destroy();
    throw fault;
  }
}

async function* namedDocuments(view: StoreView): AsyncGenerator<string> {
  for await (const record of wholeRecords(view, 'confirmations')) yield* documentsOf(record);
}

/** @throws {BackupFault} `backup-damaged` */
async function fillTarget(source: StoreView, target: StoreTarget): Promise<void> {
  try {
    const { digest } = await inspectView(source);
    await copyRecords(source, target);
    await target.complete();
    const different = differences(digest, (await inspectView(target)).digest);
    if (different.length === 0) return;
    await target.discard();
    throw new MoveFault('move-differs', `what arrived of ${different.join(', ')} is not what was sent: try again`);
  } catch (cause) {
    if (!(cause instanceof RecordNotWhole || cause instanceof StoreConflict)) throw cause;
    throw new BackupFault(
      'backup-damaged',
      `a record of this snapshot is not whole (${cause.message}): use another one`,
      {
        cause,
      },
    );
  }
}

/** Lets work read the database of a snapshot. */
async function asSource(
  database: Database,
  { store }: DataPaths,
  work: (source: StoreView) => Promise<void>,
): Promise<void> {
  const file = path.join(path.dirname(store), '.registry');
  await database.decrypt(file);
  try {
    if (database.kind === 'dump') return await work(await openDumpFile(file));
    bringUpToDate(file);
    const source = openSqliteSource(file);
    try {
      return await work(source);
    } finally {
      source.close();
    }
  } finally {
    for (const end of ['', '-wal', '-shm', '.owners']) await rm(`${file}${end}`, { recursive: true, force: true });
  }
}

/** A snapshot may be of a former version. @throws {BackupFault} `backup-of-former-version` */
function bringUpToDate(file: string): void {
  const store = openSqliteStore({ file, now: () => new Date().toISOString() });
  const embedded = store.embedded.next(null);
  store.close();
  if (embedded === null) return;
  throw new BackupFault(
    'backup-of-former-version',
    'this snapshot holds documents within its database: restore it into a data folder, start the service once, then vinseal migrate-store',
  );
}
