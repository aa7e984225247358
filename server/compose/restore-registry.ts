import type { Clock } from '../ports/clock.ts';
import { documentsOf, type Filling, type StoreView, wholeRecords } from '../stores/dump/store-view.ts';
import { openSqliteTarget } from '../stores/sqlite/dump/open-target.ts';
import { readDatabaseId, writeDatabaseId } from './install/database-id.ts';
import type { DataPaths, InstallOptions } from './install-options.ts';
import { asSource, fillTarget, type SnapshotDatabase } from './restore-source.ts';
import { type InstallStore, openStoreInFile, openStoreInMongo } from './store.ts';

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
export async function restoreRegistry(database: SnapshotDatabase, place: Place): Promise<RestoredRegistry> {
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

async function fillFile(source: StoreView, paths: DataPaths, { sha256 }: SnapshotDatabase): Promise<void> {
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
  database: SnapshotDatabase,
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
