import type { Clock } from '../ports/clock.ts';
import { openFolderFiles } from '../stores/files/folder-files.ts';
import { openJournal } from '../stores/journal/open-journal.ts';
import { filesBesides, type MoveOptions, moveDocuments } from '../stores/sqlite/move-documents.ts';
import { openSqliteStore } from '../stores/sqlite/open-store.ts';
import type { DataPaths } from './install-options.ts';

export type StorePaths = Pick<DataPaths, 'store' | 'files' | 'marks'>;

/** The store of an install with the files beside it: the one place where they are opened. Close it to free locks and files. */
export function openStore(paths: StorePaths, clock: Clock, journalFile: string | null = null) {
  const { embedded, compact, ...store } = openSqliteStore({ file: paths.store, now: clock.now });
  const folder = openFolderFiles(paths.files);
  return {
    ...store,
    journal: openJournal({ marks: paths.marks, file: journalFile, auditLog: store.auditLog }),
    files: filesBesides(embedded, folder),
    /** Whether a document still lies in the database, where a former version stored it. */
    embeddedHas: async (sha256: string) => embedded.get(sha256) !== null,
    /** Moves PDFs that a former version stored in the database, and gives the room back. */
    moveDocuments: async (options: MoveOptions = {}) => ({
      ...(await moveDocuments(embedded, folder, options)),
      compaction: options.signal?.aborted === true ? null : await compact(),
    }),
  };
}
