import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Sample } from '../../model/samples/sample.ts';

/** Whether an install has samples: one for production has none. */
export function hasSamples(folder: string): boolean {
  return existsSync(path.join(folder, 'index.json'));
}

/** The samples of an install; empty where it has none, or a list that cannot be read. */
export async function readSamples(folder: string): Promise<readonly Sample[]> {
  try {
    return JSON.parse(await readFile(path.join(folder, 'index.json'), 'utf8')) as Sample[];
  } catch {
    return [];
  }
}

/** One sample file; null for every name that is not in the list, so no path can be asked for. */
export async function readSample(folder: string, file: string): Promise<Uint8Array | null> {
  const known = (await readSamples(folder)).some((sample) => sample.file === file);
  return known ? new Uint8Array(await readFile(path.join(folder, file))) : null;
}
