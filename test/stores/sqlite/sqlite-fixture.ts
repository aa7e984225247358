import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DocumentFiles } from '../../../server/ports/document-files.ts';
import { LEASE_MS } from '../../../server/ports/reservation-leases.ts';
import { openFolderFiles } from '../../../server/stores/files/folder-files.ts';
import { openSqliteStore, type SqliteStore } from '../../../server/stores/sqlite/open-store.ts';
import type { StoreFixture } from '../../contract/store-fixture.ts';
import { LATER } from '../../contract/store-samples.ts';

export type SqliteFixture = {
  readonly folder: string;
  readonly file: string;
  /** Beside the store, where `store-child.ts` puts them too. */
  readonly files: DocumentFiles;
  readonly open: () => Promise<SqliteStore>;
} & StoreFixture;

/** A store file in a folder of its own, on a real disk. */
export async function sqliteFixture(): Promise<SqliteFixture> {
  const folder = mkdtempSync(join(tmpdir(), 'vinseal-store-'));
  const file = join(folder, 'store.sqlite');
  const opened: SqliteStore[] = [];
  let now = Date.parse(LATER);
  return {
    folder,
    file,
    files: openFolderFiles(join(folder, 'files')),
    open: async () => {
      const store = openSqliteStore({ file, now: () => new Date(now).toISOString() });
      opened.push(store);
      return store;
    },
    passLease: async (share) => {
      now += LEASE_MS * share + 1;
    },
    dispose: async () => {
      for (const store of opened) store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
