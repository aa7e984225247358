import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Sample } from '../domain/sample.ts';

/** The samples of an install; empty where it has none. */
export async function readSamples(folder: string): Promise<readonly Sample[]> {
  const text = await readFile(path.join(folder, 'index.json'), 'utf8').catch(() => null);
  return text === null ? [] : (JSON.parse(text) as Sample[]);
}

/** One sample file; null for every name that is not in the list, so no path can be asked for. */
export async function readSample(folder: string, file: string): Promise<Uint8Array | null> {
  const known = (await readSamples(folder)).some((sample) => sample.file === file);
  return known ? new Uint8Array(await readFile(path.join(folder, file))) : null;
}
