import { existsSync } from 'node:fs';
import type { Clock } from '../ports/clock.ts';
import type { DocumentFiles } from '../ports/document-files.ts';
import type { Store } from '../ports/store.ts';
import { openFolderFiles } from '../stores/files/folder-files.ts';
import { type OpenedJournal, openJournal } from '../stores/journal/open-journal.ts';
import { filesBesides, type MoveOptions, moveDocuments } from '../stores/sqlite/move-documents.ts';
import { openSqliteStore } from '../stores/sqlite/open-store.ts';
import { readDatabaseId } from './install/database-id.ts';
import { DataFolderUnusable, refuseSwitching } from './install/prepare-data-folder.ts';
import { takeOverFiles } from './install/take-over-files.ts';
import type { DataPaths, InstallOptions } from './install-options.ts';

export type StorePaths = Pick<DataPaths, 'store' | 'files' | 'marks' | 'databaseId' | 'trust' | 'move'>;

/** The store of an install, whatever it keeps its records in, with the files and the journal beside it. */
export type InstallStore = Store & {
  readonly files: DocumentFiles;
  readonly journal: OpenedJournal;
  /** The instant of the newest entry of the audit log; null where there is none. */
  readonly newestEntry: () => Promise<string | null>;
  /** Moves PDFs that a former version stored in the database, and gives the room back. */
  readonly moveDocuments: (options?: MoveOptions) => Promise<{
    readonly moved: number;
    readonly damaged: readonly unknown[];
    readonly compaction: unknown;
  }>;
};

/** The one place where the store of an install is opened. Close it to free locks, files and connections. */
export async function openStore(
  paths: StorePaths,
  clock: Clock,
  options: Pick<InstallOptions, 'journal' | 'mongo' | 'onTakenOver'>,
): Promise<InstallStore> {
  const store = await openStoreAlone(paths, clock, options);
  try {
    await takeOverFiles(store, paths, { at: clock.now(), onTakenOver: options.onTakenOver });
    return store;
  } catch (fault) {
    await store.close();
    throw fault;
  }
}

/** The same, whatever files of former versions lie beside it. */
export async function openStoreAlone(
  paths: StorePaths,
  clock: Clock,
  { journal = null, mongo = null }: Pick<InstallOptions, 'journal' | 'mongo'>,
): Promise<InstallStore> {
  if (mongo !== null) return openStoreInMongo(paths, clock, journal, mongo);
  const { snapshots, ...store } = openStoreInFile(paths, clock, journal);
  return { ...store, newestEntry: async () => snapshots.newest() };
}

/** The store in the data folder. */
export function openStoreInFile(paths: StorePaths, clock: Clock, journalFile: string | null = null) {
  const { embedded, compact, ...store } = openSqliteStore({ file: paths.store, now: clock.now });
  refuseMoved(paths, store.close);
  const folder = openFolderFiles(paths.files);
  return {
    ...store,
    journal: openJournal({ marks: paths.marks, file: journalFile, auditLog: store.auditLog }),
    files: filesBesides(embedded, folder),
    /** Whether a document still lies in the database, where a former version stored it. */
    embeddedHas: async (sha256: string) => embedded.get(sha256) !== null,
    moveDocuments: async (options: MoveOptions = {}) => ({
      ...(await moveDocuments(embedded, folder, options)),
      compaction: options.signal?.aborted === true ? null : await compact(),
    }),
  };
}

/** Whoever waited for a move that held the file has opened one that was moved away. */
function refuseMoved(paths: StorePaths, close: () => void): void {
  try {
    refuseSwitching(paths);
    if (!existsSync(paths.store))
      throw new DataFolderUnusable('data-folder-of-other-store', `${paths.store} was moved to another store meanwhile`);
  } catch (fault) {
    close();
    throw fault;
  }
}

/** Loaded only where it is wanted: the driver takes a while. */
export async function openStoreInMongo(
  paths: StorePaths,
  clock: Clock,
  journalFile: string | null,
  mongo: NonNullable<InstallOptions['mongo']> & { readonly filling?: string },
): Promise<InstallStore> {
  const { openMongoStore } = await import('../stores/mongo/open-mongo-store.ts');
  const store = await openMongoStore({ ...mongo, now: clock.now, install: readDatabaseId(paths.databaseId) });
  return {
    ...store,
    journal: openJournal({ marks: paths.marks, file: journalFile, auditLog: store.auditLog }),
    moveDocuments: async () => ({ moved: 0, damaged: [], compaction: null }),
  };
}
