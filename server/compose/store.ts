import type { Clock } from '../ports/clock.ts';
import { openFolderFiles } from '../stores/files/folder-files.ts';
import { filesBesides, type MoveOptions, moveDocuments } from '../stores/sqlite/move-documents.ts';
import { openSqliteStore } from '../stores/sqlite/open-store.ts';

/** The store of an install with the files beside it: the one place where they are opened. Close it to free locks and files. */
export function openStore(paths: { readonly store: string; readonly files: string }, clock: Clock) {
  const { embedded, compact, ...store } = openSqliteStore({ file: paths.store, now: clock.now });
  const folder = openFolderFiles(paths.files);
  return {
    ...store,
    files: filesBesides(embedded, folder),
    /** Moves PDFs that a former version stored in the database, and gives the room back. */
    moveDocuments: async (options: MoveOptions = {}) => ({
      ...(await moveDocuments(embedded, folder, options)),
      compaction: options.signal?.aborted === true ? null : await compact(),
    }),
  };
}
