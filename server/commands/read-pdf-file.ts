import { readFile } from 'node:fs/promises';

/** Larger files are not read into memory at all; the reader's own bound is 20 MB. */
const LARGEST_FILE = 20 * 1024 * 1024;

/** The bytes; null where there is no such file. One that is too large comes cut off, which the reader calls unreadable. */
export async function readPdfFile(file: string): Promise<Uint8Array | null> {
  try {
    return new Uint8Array(await readFile(file)).subarray(0, LARGEST_FILE + 1);
  } catch {
    return null;
  }
}
