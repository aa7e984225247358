import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** The folder of files that beat an earlier version; it is no part of the project. */
export const FINDINGS = path.resolve(process.env.VINSEAL_FINDINGS ?? '../shared/findings');

/** A file of the findings; null, said aloud, where they are not here. */
export function findingsFile(name: string): Uint8Array | null {
  const file = path.join(FINDINGS, name);
  if (existsSync(file)) return new Uint8Array(readFileSync(file));
  console.warn(`SKIPPED: ${file} is not here (VINSEAL_FINDINGS)`);
  return null;
}
