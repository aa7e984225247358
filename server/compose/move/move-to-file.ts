import { existsSync, renameSync } from 'node:fs';
import path from 'node:path';
import { MoveFault } from '../../ports/move-fault.ts';
import { differences, digestText } from '../../stores/dump/inspect-view.ts';
import { openFolderFiles } from '../../stores/files/folder-files.ts';
import { openSqliteTarget, removeSqliteFile, sqliteFiles } from '../../stores/sqlite/dump/open-target.ts';
import { readDatabaseId } from '../install/database-id.ts';
import type { DataPaths } from '../install-options.ts';
import { copyAll, inspectSound, requireSound, verifyAll } from './move-records.ts';
import type { MovedFolder, MoveReport } from './move-request.ts';
import { endMove, saveMove } from './move-state.ts';
import { setAside } from './move-to-mongo.ts';

type Connection = Awaited<ReturnType<typeof import('../../stores/mongo/connect.ts').connectMongo>>;

const NOTHING_COPIED = { records: null, documents: 0 };
/** What is not whole yet lies under this end of the name. */
const UNFINISHED = '.moving';

/** Moves the registry of an install from its database into the data folder. @throws {MoveFault}, and the faults of both stores */
export async function moveToFile(folder: MovedFolder, url: string): Promise<MoveReport> {
  const { connectMongo, MOVER_NAME } = await import('../../stores/mongo/connect.ts');
  const connection = await connectMongo(url, MOVER_NAME);
  try {
    const moved = folder.move.state === 'copying' ? await copyAndClose(folder, connection) : NOTHING_COPIED;
    await switchOver(folder, connection);
    return { to: 'file', ...moved, aside: path.join(folder.data, folder.move.aside) };
  } finally {
    await connection.destroy();
  }
}

/** Nothing is switched before the file is closed: until then a part of it may lie in its log. */
async function copyAndClose(folder: MovedFolder, connection: Connection) {
  const { paths, move, onStep } = folder;
  const moved = await copy(folder, connection);
  onStep?.('switch');
  saveMove(paths.move, { ...move, state: 'switching' });
  onStep?.('switching');
  return moved;
}

async function copy(folder: MovedFolder, connection: Connection) {
  const { paths, journal, move, clock, onStep = () => undefined } = folder;
  const { openDatabase } = await import('../../stores/mongo/database.ts');
  const { openMongoSource, refuseInUse } = await import('../../stores/mongo/dump/open-source.ts');
  const { createDocumentFiles } = await import('../../stores/mongo/document-files.ts');
  const { createAuditLog } = await import('../../stores/mongo/audit-log.ts');
  const { markLeaving, unmarkLeaving } = await import('../../stores/mongo/fillings.ts');
  const database = openDatabase(connection);
  refuseFilled(paths);
  // An earlier try may have ended between here and the switch.
  await unmarkLeaving(database, move.id);
  const install = readDatabaseId(paths.databaseId) ?? '';
  const source = await openMongoSource(connection, database, { install, id: move.id, now: clock.now });
  onStep('inspect');
  const { digest } = await inspectSound(source);
  await requireSound(paths, journal, createAuditLog(database));
  const target = openSqliteTarget(`${paths.store}${UNFINISHED}`, { id: move.id, digest: digestText(digest) });
  try {
    const files = { from: createDocumentFiles(database), to: openFolderFiles(`${paths.files}${UNFINISHED}`) };
    const ends = { source, target, files, onStep };
    await copyAll(ends);
    // From here on no instance can begin to work on it; those that did meanwhile are found.
    await markLeaving(database, move.id);
    await refuseInUse(connection);
    const left = await inspectSound(source);
    if (differences(digest, left.digest).length > 0)
      throw new MoveFault(
        'move-differs',
        'the registry was changed meanwhile: nothing was switched; run the command again',
      );
    const verified = await verifyAll(ends, digest);
    await requireSound(paths, journal, target.auditLog);
    target.finish();
    return verified;
  } catch (fault) {
    await unmarkLeaving(database, move.id).catch(() => undefined);
    throw fault;
  } finally {
    target.close();
  }
}

/** @throws {MoveFault} `move-target-not-empty` */
function refuseFilled({ store, files }: DataPaths): void {
  const there = [...sqliteFiles(store), ...(existsSync(files) ? [files] : [])];
  if (there.length === 0) return;
  throw new MoveFault('move-target-not-empty', `the data folder holds ${there.join(', ')} already: move it away`);
}

/** Each step finds out whether it was done before. */
async function switchOver({ paths, data, move, onStep }: MovedFolder, connection: Connection): Promise<void> {
  const { openDatabase } = await import('../../stores/mongo/database.ts');
  const { markMoved } = await import('../../stores/mongo/fillings.ts');
  for (const name of [paths.files, paths.store])
    if (existsSync(`${name}${UNFINISHED}`)) renameSync(`${name}${UNFINISHED}`, name);
  removeSqliteFile(`${paths.store}${UNFINISHED}`);
  onStep?.('aside');
  await markMoved(openDatabase(connection), move.id);
  await setAside(data, move.aside, [paths.databaseId]);
  endMove(paths.move);
  onStep?.('switched');
}
