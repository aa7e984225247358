import { rm } from 'node:fs/promises';
import path from 'node:path';
import { BackupFault } from '../ports/backup-fault.ts';
import { MoveFault } from '../ports/move-fault.ts';
import { StoreConflict } from '../ports/store-conflict.ts';
import { openDumpFile } from '../stores/backup/dump-file.ts';
import type { Manifest } from '../stores/backup/manifest.ts';
import { copyRecords } from '../stores/dump/copy-records.ts';
import { type Digest, differences, inspectView } from '../stores/dump/inspect-view.ts';
import { RecordNotWhole, type StoreTarget, type StoreView } from '../stores/dump/store-view.ts';
import { openSqliteSource } from '../stores/sqlite/dump/open-source.ts';
import { openSqliteStore } from '../stores/sqlite/open-store.ts';
import type { DataPaths } from './install-options.ts';

/** The database of a snapshot. */
export type SnapshotDatabase = Manifest['database'] & {
  /** Writes it in the clear into a new file. */
  readonly decrypt: (file: string) => Promise<void>;
};
/** Fills an empty store, and compares what is in it then. @throws {MoveFault} `move-differs` */
export async function fillTarget(source: StoreView, target: StoreTarget, sent: Digest): Promise<void> {
  await copyRecords(source, target);
  await target.complete();
  const different = differences(sent, (await inspectView(target)).digest);
  if (different.length === 0) return;
  await target.discard();
  throw new MoveFault('move-differs', `what arrived of ${different.join(', ')} is not what was sent: try again`);
}

/** Lets work read the database of a snapshot, which is inspected first. @throws {BackupFault} `backup-damaged` */
export async function asSource(
  database: SnapshotDatabase,
  { store }: Pick<DataPaths, 'store'>,
  work: (source: StoreView, digest: Digest) => Promise<void>,
): Promise<void> {
  const file = path.join(path.dirname(store), '.registry');
  await database.decrypt(file);
  try {
    if (database.kind === 'dump') return await inspected(await openDumpFile(file), work);
    bringUpToDate(file);
    const source = openSqliteSource(file);
    try {
      return await inspected(source, work);
    } finally {
      source.close();
    }
  } finally {
    for (const end of ['', '-wal', '-shm', '.owners']) await rm(`${file}${end}`, { recursive: true, force: true });
  }
}

async function inspected(source: StoreView, work: (source: StoreView, digest: Digest) => Promise<void>): Promise<void> {
  try {
    await work(source, (await inspectView(source)).digest);
  } catch (cause) {
    if (!(cause instanceof RecordNotWhole || cause instanceof StoreConflict)) throw cause;
    throw new BackupFault(
      'backup-damaged',
      `a record of this snapshot is not whole (${cause.message}): use another one`,
      { cause },
    );
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
