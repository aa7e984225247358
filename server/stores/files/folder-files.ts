import { hash, randomUUID } from 'node:crypto';
import { mkdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { flushFolder, writeFileDurablyAsync } from '../../files/durable-files.ts';
import { DocumentFileFault, type DocumentFiles } from '../../ports/document-files.ts';
import { orFault, unless } from './file-faults.ts';
import { ASIDE, placeOf } from './file-layout.ts';
import { sweepFolder } from './sweep-folder.ts';

const TRIAL_BYTES = 4096;

/**
 * Files in a folder, which is made with the first of them. Any number of processes may use it at once: a name stands for
 * one content only, and a file appears under its name whole and flushed.
 */
export function openFolderFiles(root: string): DocumentFiles {
  /** Folders whose own names are known to be durable. */
  const durable = new Set<string>();
  return {
    put: (pdf) => orFault(root, () => put(root, durable, pdf)),
    get: (sha256) => orFault(root, () => get(root, sha256)),
    check: () => orFault(root, () => check(root)),
    sweep: (request) => orFault(root, () => sweepFolder(root, request)),
  };
}

async function put(root: string, durable: Set<string>, pdf: Uint8Array): Promise<string> {
  const sha256 = sha256Of(pdf);
  const { outer, inner, file } = placeOf(root, sha256);
  try {
    const fresh = [root, outer, inner].filter((folder) => !durable.has(folder));
    for (const folder of fresh) await mkdir(folder, { mode: 0o700 }).catch(unless('EEXIST'));
    // Names of folders are flushed even where these were there already: the process that made them may not have come so
    // far. All at once with the file: the disk then waits once, and nothing is answered before all of it is durable.
    await Promise.all([write(file, pdf), ...fresh.map((folder) => flushFolder(path.dirname(folder)))]);
    for (const folder of fresh) durable.add(folder);
  } catch (error) {
    // Somebody may have removed a folder: the next call makes it again.
    durable.clear();
    throw error;
  }
  return sha256;
}

async function write(file: string, pdf: Uint8Array): Promise<void> {
  // Touched before it is read: a sweep that sets it aside from now on sees that it is in use, and puts it back.
  if ((await touch(file)) && (await holds(file, pdf))) await flushFolder(path.dirname(file));
  else await writeFileDurablyAsync(file, pdf, 0o600);
}

/** As much as a file system gives out at once, under a name that a sweep takes for an unfinished file. */
async function check(root: string): Promise<void> {
  const { outer, inner, file } = placeOf(root, '0'.repeat(64));
  for (const folder of [root, outer, inner]) await mkdir(folder, { mode: 0o700 }).catch(unless('EEXIST'));
  const trial = `${file}.${randomUUID()}.tmp`;
  try {
    await writeFile(trial, new Uint8Array(TRIAL_BYTES), { mode: 0o600 });
  } finally {
    await rm(trial, { force: true });
  }
}

async function get(root: string, sha256: string): Promise<Uint8Array | null> {
  const { file } = placeOf(root, sha256);
  const bytes = (await readIfThere(file)) ?? (await readIfThere(`${file}${ASIDE}`)) ?? (await readIfThere(file));
  if (bytes === null) return null;
  if (sha256Of(bytes) === sha256) return bytes;
  throw new DocumentFileFault('stored-file-damaged', `${file} was changed or damaged: restore it from a backup`);
}

/** Its age begins anew, by the clock that file times go by. False where the file is not there. */
async function touch(file: string): Promise<boolean> {
  const now = new Date();
  return utimes(file, now, now).then(() => true, unless('ENOENT', false));
}

async function holds(file: string, pdf: Uint8Array): Promise<boolean> {
  const found = await readIfThere(file);
  return found !== null && Buffer.compare(found, pdf) === 0;
}

async function readIfThere(file: string): Promise<Uint8Array | null> {
  return readFile(file).then(
    (bytes): Uint8Array | null => new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length),
    unless('ENOENT', null),
  );
}

function sha256Of(bytes: Uint8Array): string {
  return hash('sha256', bytes, 'hex');
}
