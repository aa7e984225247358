import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { writeFileDurably } from '../../files/durable-files.ts';
import { tryFileLock } from '../../files/file-lock.ts';
import { makeFolder } from '../../files/make-folder.ts';
import { type DataPaths, dataPaths } from '../install-options.ts';
import { isSwitching } from '../move/move-state.ts';

/** A data folder that cannot be used. The message is one line that says what to do; nothing was changed. */
export class DataFolderUnusable extends Error {
  readonly code:
    | 'data-folder-not-writable'
    | 'data-folder-not-ours'
    | 'data-folder-busy'
    | 'data-folder-incomplete'
    | 'data-folder-of-other-store'
    | 'data-folder-being-moved';
  constructor(code: DataFolderUnusable['code'], message: string, cause?: unknown) {
    super(message, { cause });
    this.code = code;
  }
}

/** Is there, and may be empty: keys may all lie on tokens and with services. */
const KEY_FOLDER = 'keys';
/** Where the registry is: in the folder, or in the database outside that the file names. */
const REGISTRIES = { 'vinseal.sqlite': 'in vinseal.sqlite', 'database.json': 'in MongoDB' } as const;
type RegistryPiece = keyof typeof REGISTRIES;
/** Whose time-stamp authority is of the development CA needs that: without it no revocation list is signed any more. */
const NEEDED_WITH: Readonly<Record<string, readonly string[]>> = {
  tsa: ['ca/ca.pem', 'ca/ca-key.pem', 'ca/ca-key.passphrase'],
};
const FORMAT = 'vinseal.install.v1';
/** Says that a folder is a finished install; written last. */
const MARKER = 'install.json';
const SETUP_PREFIX = '.setup-';
const LOCK_FILE = '.setup.lock';
/** How long a second process waits for the first one's set-up, in ms. */
const LOCK_WAIT_MS = 120_000;
const LOCK_POLL_MS = 100;

/**
 * Makes an empty folder a finished install, once. Everything is built in a folder inside it and moved into place when
 * complete, so a process killed at any point leaves either nothing or a set-up that the next start finishes.
 * @param registry the piece that stands for the registry
 * @returns true when this call made the install
 * @throws {DataFolderUnusable} where the folder cannot be written, holds something else or lacks a piece of the install
 */
export async function prepareDataFolder(
  folder: string,
  build: (into: string) => Promise<void>,
  registry: RegistryPiece = 'vinseal.sqlite',
): Promise<boolean> {
  if (isFinished(folder)) {
    refuseSwitching(dataPaths(folder));
    requireRegistry(folder, registry);
    requirePieces(folder, registry);
    requireReadable(folder);
    return false;
  }
  makeDataFolder(folder);
  const unlock = await lock(folder);
  try {
    if (isFinished(folder)) return false;
    const setup = finishedSetup(folder) ?? (await buildSetup(folder, build));
    moveIntoPlace(setup, folder);
    return true;
  } finally {
    unlock();
  }
}

/** Whether a folder is a finished install. */
export function isFinished(folder: string): boolean {
  return existsSync(path.join(folder, MARKER));
}

function makeDataFolder(folder: string): void {
  try {
    makeFolder(folder);
  } catch (cause) {
    throw notWritable(folder, cause);
  }
}

/** Half of the data folder is that of one store, half of the other. */
export function refuseSwitching(paths: Pick<DataPaths, 'move'>): void {
  if (!isSwitching(paths)) return;
  throw new DataFolderUnusable(
    'data-folder-being-moved',
    `${path.dirname(paths.move)} is being switched to another store: run the same vinseal migrate-store again, which finishes it`,
  );
}

/** Another store would know nothing of what was issued. */
function requireRegistry(folder: string, registry: RegistryPiece): void {
  const other = registry === 'vinseal.sqlite' ? 'database.json' : 'vinseal.sqlite';
  if (existsSync(path.join(folder, registry)) || !existsSync(path.join(folder, other))) return;
  const remedy = other === 'database.json' ? 'set VINSEAL_MONGO_URL' : 'unset VINSEAL_MONGO_URL';
  throw new DataFolderUnusable(
    'data-folder-of-other-store',
    `The data folder ${folder} keeps its registry ${REGISTRIES[other]}: ${remedy}, or give an empty folder with VINSEAL_DATA or --data`,
  );
}

/** A missing part must never be recreated silently: an empty registry would call every genuine document false. */
function requirePieces(folder: string, registry: RegistryPiece): void {
  const needed = Object.entries(NEEDED_WITH).flatMap(([name, pieces]) =>
    existsSync(path.join(folder, name)) ? pieces : [],
  );
  const lacking = [registry, ...needed].filter((name) => !hasContent(path.join(folder, name)));
  const missing = existsSync(path.join(folder, KEY_FOLDER)) ? lacking : [KEY_FOLDER, ...lacking];
  if (missing.length === 0) return;
  throw new DataFolderUnusable(
    'data-folder-incomplete',
    `The data folder ${folder} is an install, but ${missing.join(', ')} is missing or empty: restore it from your backup, or start a new install with another VINSEAL_DATA`,
  );
}

/** What a later step would stumble over in words that help nobody. */
function requireReadable(folder: string): void {
  try {
    readMarker(folder);
  } catch (cause) {
    throw new DataFolderUnusable(
      'data-folder-incomplete',
      `The data folder ${folder} is an install, but its ${MARKER} cannot be read: restore it from your backup`,
      cause,
    );
  }
}

/** Throws for a marker of another format: a later version of the product may have made the folder. */
function readMarker(folder: string): void {
  const { format } = JSON.parse(readFileSync(path.join(folder, MARKER), 'utf8')) as { format?: unknown };
  if (format !== FORMAT) throw new Error('another format');
}

function hasContent(piece: string): boolean {
  const found = statSync(piece, { throwIfNoEntry: false });
  if (found === undefined) return false;
  return found.isDirectory() ? readdirSync(piece).length > 0 : found.size > 0;
}

function notWritable(folder: string, cause: unknown): DataFolderUnusable {
  const message = `The data folder ${folder} cannot be made or written: give another folder with VINSEAL_DATA or --data, or change this one's owner`;
  return new DataFolderUnusable('data-folder-not-writable', message, cause);
}

/** Waits for the lock without holding up the event loop: the process that has it may be this one. */
async function lock(folder: string): Promise<() => void> {
  const file = path.join(folder, LOCK_FILE);
  for (let waited = 0; waited < LOCK_WAIT_MS; waited += LOCK_POLL_MS) {
    const unlock = tryLock(folder, file);
    if (unlock !== null) return unlock;
    await setTimeout(LOCK_POLL_MS);
  }
  throw new DataFolderUnusable(
    'data-folder-busy',
    `Another process is still setting up ${folder}: wait for it, then try again`,
  );
}

function tryLock(folder: string, file: string): (() => void) | null {
  try {
    return tryFileLock(file);
  } catch (cause) {
    throw notWritable(folder, cause);
  }
}

/** A set-up that was complete when its process died; unfinished ones are cleared away. */
function finishedSetup(folder: string): string | null {
  const setups = readdirSync(folder).filter((name) => name.startsWith(SETUP_PREFIX));
  const finished = setups.find((name) => existsSync(path.join(folder, name, MARKER)));
  for (const name of setups) if (name !== finished) rmSync(path.join(folder, name), { recursive: true });
  return finished === undefined ? null : path.join(folder, finished);
}

async function buildSetup(folder: string, build: (into: string) => Promise<void>): Promise<string> {
  const foreign = readdirSync(folder).filter((name) => !name.startsWith(LOCK_FILE));
  if (foreign.length > 0)
    throw new DataFolderUnusable(
      'data-folder-not-ours',
      `The data folder ${folder} holds ${foreign.slice(0, 3).join(', ')} but no ${MARKER}, so it is not a finished install: restore its backup, or give an empty folder with VINSEAL_DATA or --data`,
    );
  const setup = path.join(folder, `${SETUP_PREFIX}${randomUUID()}`);
  mkdirSync(setup, { mode: 0o700 });
  try {
    await build(setup);
    writeFileDurably(path.join(setup, MARKER), `${JSON.stringify({ format: FORMAT })}\n`);
    return setup;
  } catch (fault) {
    clearAway(setup);
    throw fault;
  }
}

/** Where it cannot be removed now, the next set-up does it. */
function clearAway(setup: string): void {
  try {
    rmSync(setup, { recursive: true, force: true });
  } catch {
    // The fault that ended the set-up is what is told.
  }
}

/** Moves each piece by an atomic rename, the marker last; a piece that stands already was moved before a kill. */
function moveIntoPlace(setup: string, folder: string): void {
  const pieces = readdirSync(setup).filter((name) => name !== MARKER);
  for (const name of [...pieces, MARKER]) renameSync(path.join(setup, name), path.join(folder, name));
  rmSync(setup, { recursive: true });
}
