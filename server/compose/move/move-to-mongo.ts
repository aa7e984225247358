import { existsSync, mkdirSync, renameSync } from 'node:fs';
import path from 'node:path';
import { flushFolder } from '../../files/durable-files.ts';
import { MoveFault } from '../../ports/move-fault.ts';
import { digestText } from '../../stores/dump/inspect-view.ts';
import { sizeOfFile } from '../../stores/files/file-size.ts';
import { openFolderFiles } from '../../stores/files/folder-files.ts';
import { holdSqliteSource, type SqliteSource } from '../../stores/sqlite/dump/open-source.ts';
import { sqliteFiles } from '../../stores/sqlite/dump/open-target.ts';
import { writeDatabaseId } from '../install/database-id.ts';
import { openStoreInFile } from '../store.ts';
import { refuseDocuments } from './copy-documents.ts';
import { copyAll, inspectSound, requireSound, verifyAll } from './move-records.ts';
import type { MovedFolder, MoveReport } from './move-request.ts';
import { endMove, saveMove } from './move-state.ts';

/** Moves the registry of a data folder into an empty database. @throws {MoveFault}, and the faults of both stores */
export async function moveToMongo(folder: MovedFolder, url: string): Promise<MoveReport> {
  const { connectMongo, MOVER_NAME } = await import('../../stores/mongo/connect.ts');
  const connection = await connectMongo(url, MOVER_NAME);
  try {
    const moved = folder.move.state === 'copying' ? await copy(folder, connection) : NOTHING_COPIED;
    await switchOver(folder, connection);
    return { to: 'mongo', ...moved, aside: path.join(folder.data, folder.move.aside) };
  } finally {
    await connection.destroy();
  }
}

const NOTHING_COPIED = { records: null, documents: 0 };

type Connection = Awaited<ReturnType<typeof import('../../stores/mongo/connect.ts').connectMongo>>;

async function copy(folder: MovedFolder, connection: Connection) {
  const { paths, journal, move, onStep = () => undefined } = folder;
  const { openMongoTarget } = await import('../../stores/mongo/dump/open-target.ts');
  const { createDocumentFiles, MAX_FILE_BYTES } = await import('../../stores/mongo/document-files.ts');
  const { openDatabase } = await import('../../stores/mongo/database.ts');
  const source = await holdSource(folder);
  try {
    onStep('inspect');
    const { digest } = await inspectSound(source);
    await requireSound(paths, journal, source.auditLog);
    await refuseDocuments(source, (sha256) => sizeOfFile(paths.files, sha256), MAX_FILE_BYTES);
    const target = await openMongoTarget(connection, { id: move.id, digest: digestText(digest) });
    const files = { from: openFolderFiles(paths.files), to: createDocumentFiles(openDatabase(connection)) };
    const ends = { source, target, files, onStep };
    await copyAll(ends);
    const verified = await verifyAll(ends, digest);
    await requireSound(paths, journal, target.auditLog);
    onStep('switch');
    // While the source is held: whoever waits for it finds out.
    saveMove(paths.move, { ...move, state: 'switching' });
    onStep('switching');
    return verified;
  } finally {
    source.close();
  }
}

/** Brings the store up to this version, with its documents beside it, and holds it. */
async function holdSource({ paths, clock }: MovedFolder): Promise<SqliteSource> {
  holdSqliteSource(paths.store).close();
  const store = openStoreInFile(paths, clock);
  try {
    const { damaged } = await store.moveDocuments();
    const [first] = damaged;
    if (first !== undefined)
      throw new MoveFault(
        'move-document-damaged',
        `a document in the database is not the one recorded: ${first.number}`,
      );
  } finally {
    await store.close();
  }
  return holdSqliteSource(paths.store);
}

/** Each step finds out whether it was done before. */
async function switchOver({ paths, data, move, onStep }: MovedFolder, connection: Connection): Promise<void> {
  const { openDatabase } = await import('../../stores/mongo/database.ts');
  const { markReady } = await import('../../stores/mongo/fillings.ts');
  if (!(await markReady(openDatabase(connection), move.id, move.install)))
    throw new MoveFault('move-target-not-empty', 'this is not the database that the move has filled: name that one');
  if (!existsSync(paths.databaseId)) writeDatabaseId(paths.databaseId, move.install);
  onStep?.('aside');
  await setAside(data, move.aside, [...sqliteFiles(paths.store), paths.files]);
  endMove(paths.move);
  onStep?.('switched');
}

/** Renames what is there into a folder that nothing opens. */
export async function setAside(data: string, name: string, pieces: readonly string[]): Promise<void> {
  const aside = path.join(data, name);
  mkdirSync(aside, { recursive: true, mode: 0o700 });
  for (const piece of pieces.filter((found) => existsSync(found)))
    renameSync(piece, path.join(aside, path.basename(piece)));
  for (const folder of [aside, data]) await flushFolder(folder);
}
