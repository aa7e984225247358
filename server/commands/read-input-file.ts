import { readFile } from 'node:fs/promises';

/** Why a file that was named cannot be read: permanent codes, with what the terminal says. */
export const UNREADABLE_FILE = {
  'no-such-file': 'no such file',
  'is-a-directory': 'this is a folder, not a file',
  'file-not-readable': 'this file may not be read',
} as const;
export type UnreadableFile = keyof typeof UNREADABLE_FILE;

export type InputFile =
  | { readonly kind: 'read'; readonly bytes: Uint8Array }
  | { readonly kind: 'unreadable'; readonly code: UnreadableFile };

/** Larger files come cut off, which the reader calls unreadable: its own bound is 20 MB. */
const MAX_BYTES = 20 * 1024 * 1024 + 1;

/** Reads a file that somebody named on the command line. */
export async function readInputFile(file: string): Promise<InputFile> {
  try {
    return { kind: 'read', bytes: new Uint8Array(await readFile(file)).subarray(0, MAX_BYTES) };
  } catch (fault) {
    return { kind: 'unreadable', code: codeOf(fault) };
  }
}

function codeOf(fault: unknown): UnreadableFile {
  const code = Error.isError(fault) && 'code' in fault ? fault.code : '';
  if (code === 'EISDIR') return 'is-a-directory';
  return code === 'ENOENT' || code === 'ENOTDIR' ? 'no-such-file' : 'file-not-readable';
}
