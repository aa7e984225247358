import { stat } from 'node:fs/promises';
import { unless } from './file-faults.ts';
import { ASIDE, placeOf } from './file-layout.ts';

/** How many bytes a file of that folder has; null where there is none. */
export async function sizeOfFile(root: string, sha256: string): Promise<number | null> {
  const { file } = placeOf(root, sha256);
  for (const name of [file, `${file}${ASIDE}`, file]) {
    const found = await stat(name).catch(unless('ENOENT', null));
    if (found !== null) return found.size;
  }
  return null;
}
