import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { tryFileLock } from '../files/file-lock.ts';
import { BackupFault } from '../ports/backup-fault.ts';
import type { Clock } from '../ports/clock.ts';
import { DocumentFileFault, type DocumentFiles } from '../ports/document-files.ts';
import { type BackupKey, type BackupWriter, openBackupFolder } from '../stores/backup/backup-folder.ts';
import { dataFiles } from '../stores/backup/data-files.ts';
import type { DamagedRecord } from '../stores/backup/dump-file.ts';
import { type Manifest, writeManifest } from '../stores/backup/manifest.ts';
import { openForBackup, type StoreOfBackup } from './backup-store.ts';
import { dataPaths, type InstallOptions } from './install-options.ts';
import { SYSTEM_CLOCK } from './open-install.ts';

export type BackupRequest = Pick<InstallOptions, 'data' | 'journal' | 'mongo'> & {
  readonly to: string;
  readonly key: BackupKey;
  /** Called as each step begins; tests kill the process there. */
  readonly onStep?: (step: BackupStep) => void;
};

export const BACKUP_STEPS = ['snapshot', 'documents', 'files', 'finish', 'done'] as const;
export type BackupStep = (typeof BACKUP_STEPS)[number];

export type BackupReport = {
  readonly snapshot: string;
  readonly documents: number;
  /** Objects that earlier snapshots did not hold. */
  readonly written: number;
  /** Documents that the registry names and that are missing or damaged in the data folder. */
  readonly absent: readonly string[];
  /** Records that a restore will refuse; only of a registry outside the data folder. */
  readonly damaged: readonly DamagedRecord[];
};

const SNAPSHOT_PREFIX = '.backup-';

/**
 * Adds a snapshot of an install in use to a folder of backups: the database as it is at one moment, then every document
 * that it names (a document is there before the record that names it, and is not removed meanwhile), then keys and the
 * rest. A process that dies leaves objects that the next backup uses, and no snapshot.
 * @throws {BackupFault} and the faults of store and file system
 */
export async function backUp(request: BackupRequest, clock: Clock = SYSTEM_CLOCK): Promise<BackupReport> {
  const { data, to, key, onStep } = request;
  if (isWithin(data, to))
    throw new BackupFault(
      'backup-folder-not-ours',
      `${to} lies in the data folder, and is lost with it: give another one`,
    );
  const paths = dataPaths(data);
  const unlock = tryFileLock(paths.backupLock);
  if (unlock === null) throw new BackupFault('backup-running', `another backup of ${data} is running: wait for it`);
  try {
    const writer = await openBackupFolder(to, key);
    await removeLeftovers(data);
    const store = await openForBackup(request, clock);
    const registry = path.join(data, `${SNAPSHOT_PREFIX}${randomUUID()}`);
    try {
      const createdAt = clock.now();
      onStep?.('snapshot');
      const database = await putDatabase(writer, registry, store);
      onStep?.('documents');
      const stored = await putDocuments(writer, store.files, store.documents(registry));
      onStep?.('files');
      const files = await putFiles(writer, data);
      onStep?.('finish');
      const { absent } = stored;
      const journal = await store.journal.file();
      const manifest = writeManifest({ createdAt, database: database.entry, files: files.entries, absent, journal });
      const snapshot = await writer.finish(manifest, createdAt);
      onStep?.('done');
      const written = database.written + stored.written + files.written;
      return { snapshot, documents: stored.count - absent.length, written, absent, damaged: database.damaged };
    } finally {
      await rm(registry, { force: true });
      await store.close();
    }
  } finally {
    unlock();
  }
}

function isWithin(folder: string, place: string): boolean {
  const way = path.relative(path.resolve(folder), path.resolve(place));
  return way === '' || !(way.startsWith('..') || path.isAbsolute(way));
}

/** What a backup that was killed left in the data folder. */
async function removeLeftovers(data: string): Promise<void> {
  const names = (await readdir(data)).filter((name) => name.startsWith(SNAPSHOT_PREFIX));
  for (const name of names) await rm(path.join(data, name), { force: true });
}

async function putDatabase(writer: BackupWriter, file: string, { write, kind, isReadAgain }: StoreOfBackup) {
  const damaged = await write(file);
  const entry = { ...(await describeFile(file)), ...(kind === undefined ? {} : { kind }) };
  const written = Number(await writer.put(entry.sha256, file));
  if (!isReadAgain) await rm(file);
  return { entry, damaged, written };
}

/** SHA-256 and size of a file that may be larger than memory. */
export async function describeFile(file: string): Promise<Omit<Manifest['database'], 'kind'>> {
  const digest = createHash('sha256');
  let size = 0;
  await pipeline(createReadStream(file), async (chunks: AsyncIterable<Buffer>) => {
    for await (const chunk of chunks) {
      digest.update(chunk);
      size += chunk.length;
    }
  });
  return { sha256: digest.digest('hex'), size };
}

async function putDocuments(writer: BackupWriter, files: DocumentFiles, documents: AsyncIterable<string>) {
  const absent: string[] = [];
  let [written, count] = [0, 0];
  for await (const sha256 of documents) {
    count += 1;
    if (writer.has(sha256)) continue;
    const pdf = await readDocument(files, sha256);
    if (pdf === null) absent.push(sha256);
    else written += Number(await writer.put(sha256, pdf));
  }
  return { absent, written, count };
}

/** A damaged file is as absent as a missing one: its octets are not those that the record names. */
async function readDocument(files: DocumentFiles, sha256: string): Promise<Uint8Array | null> {
  try {
    return await files.get(sha256);
  } catch (fault) {
    if (fault instanceof DocumentFileFault && fault.code === 'stored-file-damaged') return null;
    throw fault;
  }
}

async function putFiles(writer: BackupWriter, data: string) {
  const entries: Manifest['files'] = [];
  let written = 0;
  for await (const { bytes, ...entry } of dataFiles(data)) {
    written += Number(await writer.put(entry.sha256, bytes));
    entries.push(entry);
  }
  return { entries, written };
}
