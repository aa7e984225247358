import { readdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { SweepReport, SweepRequest } from '../../ports/document-files.ts';
import { unless } from './file-faults.ts';
import { ASIDE, kindOfName, placeOf } from './file-layout.ts';

const FOLDER_NAME = /^[0-9a-f]{2}$/;

type Found = { readonly file: string } & NonNullable<ReturnType<typeof kindOfName>>;

/** Looks at so many files in the order of their names, and removes what is old and named by no record. */
export async function sweepFolder(root: string, request: SweepRequest): Promise<SweepReport> {
  const { limit, after } = request;
  let examined = 0;
  let removed = 0;
  let last = after;
  for await (const found of filesAfter(root, after)) {
    // All files of one name belong together.
    if (examined >= limit && found.sha256 !== last) return { examined, removed, next: last };
    examined += 1;
    last = found.sha256;
    if (await sweepOne(root, found, request)) removed += 1;
  }
  return { examined, removed, next: null };
}

async function* filesAfter(root: string, after: string | null): AsyncGenerator<Found> {
  const from = after ?? '';
  for (const outer of await namesIn(root)) {
    if (!FOLDER_NAME.test(outer) || outer < from.slice(0, 2)) continue;
    for (const inner of await namesIn(path.join(root, outer))) {
      if (!FOLDER_NAME.test(inner) || `${outer}${inner}` < from.slice(0, 4)) continue;
      const folder = path.join(root, outer, inner);
      for (const name of await namesIn(folder)) {
        const kind = kindOfName(name);
        if (kind !== null && kind.sha256 > from) yield { ...kind, file: path.join(folder, name) };
      }
    }
  }
}

async function namesIn(folder: string): Promise<readonly string[]> {
  return (await readdir(folder).catch(unless('ENOENT', []))).toSorted();
}

/** True where it was removed. */
async function sweepOne(root: string, { kind, file, sha256 }: Found, request: SweepRequest): Promise<boolean> {
  if (kind === 'unfinished') return (await isOld(file, request)) && remove(file);
  if (kind === 'aside') return settle(root, sha256, request);
  if (!(await isOld(file, request)) || (await request.isReferenced(sha256))) return false;
  const { isAside } = await setAside(file);
  return isAside && settle(root, sha256, request);
}

/**
 * Out of the way first: whoever puts the same bytes from now on writes them anew, and whoever touched the file before left
 * its mark on it.
 */
async function setAside(file: string): Promise<{ readonly isAside: boolean }> {
  return rename(file, `${file}${ASIDE}`).then(() => ({ isAside: true }), unless('ENOENT', { isAside: false }));
}

/** What is set aside goes, unless it is in use after all; a sweep that was killed leaves this to the next one. */
async function settle(root: string, sha256: string, request: SweepRequest): Promise<boolean> {
  const { file } = placeOf(root, sha256);
  const aside = `${file}${ASIDE}`;
  if ((await isOld(aside, request)) && !(await request.isReferenced(sha256))) return remove(aside);
  const isThereAgain = await stat(file).then(() => true, unless('ENOENT', false));
  if (isThereAgain) await rm(aside, { force: true });
  else await rename(aside, file).catch(unless('ENOENT'));
  return false;
}

async function isOld(file: string, { olderThan }: SweepRequest): Promise<boolean> {
  const found = await stat(file).catch(unless('ENOENT', null));
  return found !== null && found.mtimeMs < Date.parse(olderThan);
}

async function remove(file: string): Promise<boolean> {
  await rm(file, { force: true });
  return true;
}
