import type { Clock } from '../ports/clock.ts';
import { type DamagedRecord, openDumpFile, writeDumpFile } from '../stores/backup/dump-file.ts';
import type { Manifest } from '../stores/backup/manifest.ts';
import { documentsOf } from '../stores/dump/store-view.ts';
import type { DumpRecord } from '../stores/dump/tables.ts';
import { takeOverFiles } from './install/take-over-files.ts';
import { type DataPaths, dataPaths, type InstallOptions } from './install-options.ts';
import { type InstallStore, openStore, openStoreInFile } from './store.ts';

/** What a backup needs of a store, whatever it keeps its records in. */
export type StoreOfBackup = Pick<InstallStore, 'files' | 'journal' | 'close'> & {
  readonly kind: Manifest['database']['kind'];
  /** Writes the whole registry, as it is at one moment, into a new file. Gives records that a restore would refuse. */
  readonly write: (file: string) => Promise<readonly DamagedRecord[]>;
  /** Whether `documents` reads that file. */
  readonly isReadAgain: boolean;
  /** The SHA-256 of every document that the registry in that file names. */
  readonly documents: (file: string) => AsyncIterable<string>;
};

/** Opens the store of an install in use. */
export async function openForBackup(
  { data, journal = null, mongo = null }: Pick<InstallOptions, 'data' | 'journal' | 'mongo'>,
  clock: Clock,
): Promise<StoreOfBackup> {
  const paths = dataPaths(data);
  if (mongo !== null) return openMongoForBackup(paths, { journal, mongo }, clock);
  const { snapshots, ...store } = openStoreInFile(paths, clock, journal);
  try {
    // The snapshot and the files of a former version beside it must not be of two moments.
    await takeOverFiles(store, paths, { at: clock.now() });
  } catch (fault) {
    store.close();
    throw fault;
  }
  return {
    ...store,
    kind: undefined,
    isReadAgain: false,
    write: async (file) => {
      snapshots.write(file);
      return [];
    },
    documents: async function* () {
      yield* snapshots.documents();
    },
  };
}

async function openMongoForBackup(
  paths: DataPaths,
  options: Required<Pick<InstallOptions, 'journal' | 'mongo'>>,
  clock: Clock,
): Promise<StoreOfBackup> {
  const { connectMongo } = await import('../stores/mongo/connect.ts');
  const { atOneMoment } = await import('../stores/mongo/dump/mongo-view.ts');
  const store = await openStore(paths, clock, options);
  return {
    ...store,
    kind: 'dump',
    isReadAgain: true,
    write: async (file) => {
      const connection = await connectMongo(options.mongo?.url ?? '');
      try {
        return await atOneMoment(connection, (view) => writeDumpFile(view, file));
      } finally {
        await connection.destroy();
      }
    },
    documents: async function* (file) {
      for await (const record of (await openDumpFile(file)).records('confirmations', 0))
        yield* documentsOf(record as DumpRecord<'confirmations'>);
    },
  };
}
