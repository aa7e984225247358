import { hash } from 'node:crypto';
import { lstat, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

/** A small file of a data folder: its path with slashes, its octets and its permissions. */
export type DataFile = {
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly sha256: string;
  readonly mode: number;
};

/**
 * Not backed up by themselves: the database, its locks and documents, which come by the snapshot of the database; what an
 * install makes anew; which database outside it has; what was set aside by a move; what a process that died left unfinished.
 */
const LEFT_OUT =
  /^(?:vinseal\.sqlite.*|limits\..*|files|files\.moving|outbox|moved-.*|database\.json|(?:crl|trust)\.imported|revocation-cache|marks\.json.*|\..*|install\.json)$/;
const UNFINISHED = /\.(?:lock|tmp)$/;

/** The other files of a data folder, in the order of their paths. Links are not followed. */
export async function* dataFiles(root: string, folder = ''): AsyncGenerator<DataFile> {
  for (const name of (await readdir(path.join(root, folder))).toSorted()) {
    if (UNFINISHED.test(name) || (folder === '' && LEFT_OUT.test(name))) continue;
    const relative = folder === '' ? name : `${folder}/${name}`;
    const found = await lstat(path.join(root, relative));
    if (found.isDirectory()) yield* dataFiles(root, relative);
    else if (found.isFile()) {
      const bytes = new Uint8Array(await readFile(path.join(root, relative)));
      yield { path: relative, bytes, sha256: hash('sha256', bytes, 'hex'), mode: found.mode & 0o777 };
    }
  }
}
