import type { Clock } from '../ports/clock.ts';
import { type Digest, digestText } from '../stores/dump/inspect-view.ts';
import { documentsOf, type StoreView, wholeRecords } from '../stores/dump/store-view.ts';
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
  else await asSource(database, paths, (source, digest) => fillFile(source, paths, digest));
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

async function fillFile(source: StoreView, paths: DataPaths, digest: Digest): Promise<void> {
  const target = openSqliteTarget(paths.store, { id: 'restore', digest: digestText(digest) });
  try {
    await fillTarget(source, target, digest);
    target.finish();
  } finally {
    target.close();
  }
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
  // What an earlier try with the same snapshot has filled is filled on.
  const id = `restore ${database.sha256}`;
  const connection = await connectMongo(url, MOVER_NAME);
  try {
    await asSource(database, paths, async (source, digest) =>
      fillTarget(source, await openMongoTarget(connection, { id, digest: digestText(digest) }), digest),
    );
    await markRecovering(openDatabase(connection), id);
    writeDatabaseId(paths.databaseId);
    const store = await openStoreInMongo(paths, clock, journal, { url, migrates: false, filling: id });
    return {
      store,
      documents: () => namedDocuments(mongoView(connection)),
      embeddedHas: async () => false,
      finish: async () => {
        await markReady(openDatabase(connection), id, readDatabaseId(paths.databaseId) ?? '');
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
