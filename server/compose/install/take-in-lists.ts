import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import {
  addRevocationLists,
  type ListDependencies,
  type ListOutcome,
} from '../../app/revocation/change-revocation-lists.ts';
import { SERVICE } from '../../model/access/actor.ts';
import type { DataPaths } from '../install-options.ts';

type ListPaths = Pick<DataPaths, 'crl' | 'takenLists' | 'revocationCache' | 'authority'>;

/** There a former version kept what the development CA of the install had signed; it signs anew where its list is missing. */
const DEVELOPMENT_FILE = 'development-ca.crl';
/** Larger files are no lists that could be taken. */
const MAX_BYTES = 32 * 1024 * 1024;
/** A file that lies so long, in ms, was not taken and will not be. */
const LYING_MS = 5 * 60_000;

/**
 * Adds the lists (`*.crl`) of the folder in which a former version looked for them, as the service, and sets each aside that is in the
 * store then. What is no list, or older than what is there, stays where it is and does not count. What a former version fetched
 * is dropped. Gives what came of each file.
 */
export async function takeInLists(deps: ListDependencies, paths: ListPaths): Promise<readonly ListOutcome[]> {
  rmSync(paths.revocationCache, { recursive: true, force: true });
  const files = filesIn(paths.crl);
  const isOwn = (name: string) => name === DEVELOPMENT_FILE && existsSync(paths.authority);
  for (const name of files.filter(isOwn)) setAside(paths, name);
  const read = files.filter((name) => !isOwn(name)).map((name) => readFileOf(path.join(paths.crl, name)));
  const found = (await Promise.all(read)).filter((one) => one !== null);
  const outcomes = await addRevocationLists(deps, found, SERVICE);
  // A file that was replaced meanwhile is another one: it is next.
  for (const [index, { file, version }] of found.entries())
    if (outcomes[index]?.result.ok === true && versionOf(file) === version) setAside(paths, path.basename(file));
  return outcomes;
}

/** The files that lie there and do not count; those just put there may still be taken. */
export function lyingLists({ crl }: Pick<DataPaths, 'crl'>, now: number): readonly string[] {
  return filesIn(crl)
    .map((name) => path.join(crl, name))
    .filter((file) => (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? now) < now - LYING_MS);
}

/** Every list that lies there, however new. */
export function listFiles({ crl }: Pick<DataPaths, 'crl'>): readonly string[] {
  return filesIn(crl).map((name) => path.join(crl, name));
}

function filesIn(folder: string): readonly string[] {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) return [];
  return readdirSync(folder).filter((name) => name.endsWith('.crl'));
}

async function readFileOf(file: string) {
  const version = versionOf(file);
  if (version === null) return null;
  try {
    return { file, version, octets: new Uint8Array(await readFile(file)) };
  } catch {
    return null;
  }
}

function versionOf(file: string): string | null {
  const found = statSync(file, { throwIfNoEntry: false });
  if (found === undefined || !found.isFile() || found.size > MAX_BYTES) return null;
  return `${found.ino}-${found.mtimeMs}-${found.size}`;
}

function setAside({ crl, takenLists }: ListPaths, name: string): void {
  if (!existsSync(takenLists)) mkdirSync(takenLists, { mode: 0o700 });
  renameSync(path.join(crl, name), path.join(takenLists, name));
}
