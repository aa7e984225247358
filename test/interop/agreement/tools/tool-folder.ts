import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Where tools are kept between runs, outside version control. */
const KEPT = path.join(import.meta.dirname, '../../../../.interop');

/** The folder of a tool of exactly that version, filled once; one that was left half-filled is filled anew. */
export function toolFolder(nameAndVersion: string, fill: (folder: string) => void): string {
  const folder = path.join(KEPT, nameAndVersion);
  const finished = path.join(folder, '.finished');
  if (existsSync(finished)) return folder;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  fill(folder);
  writeFileSync(finished, '');
  return folder;
}
