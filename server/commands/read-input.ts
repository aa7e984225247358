import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import type { Problem } from '#core/confirmation/errors.ts';
import { type CommandContext, EXIT } from './command.ts';
import { printable, reportProblem } from './report.ts';

const NO_JSON: Problem = { code: 'body-not-json', data: {}, fields: [] };

/** What a JSON file holds (`-` reads standard input); or the exit code, after the terminal was told why there is nothing. */
export async function readJson(
  source: string,
  context: CommandContext,
): Promise<{ readonly kind: 'read'; readonly value: unknown } | { readonly kind: 'failed'; readonly exit: number }> {
  const typed = source === '-' ? await text(context.stdin) : await readNamedText(source, context);
  if (typed === null) return { kind: 'failed', exit: EXIT.noInput };
  try {
    return { kind: 'read', value: JSON.parse(typed) };
  } catch {
    return { kind: 'failed', exit: reportProblem(NO_JSON, context) };
  }
}

/** A file that somebody named on the command line, as text; null for one that cannot be read, after the terminal was told why. */
export async function readNamedText(file: string, context: CommandContext): Promise<string | null> {
  const bytes = await readNamedFile(file, context);
  return bytes === null ? null : new TextDecoder().decode(bytes);
}

/** A file that somebody named on the command line; null for one that cannot be read, after the terminal was told why. */
export async function readNamedFile(file: string, context: CommandContext): Promise<Uint8Array | null> {
  const read = await readInputFile(file);
  if (read.kind === 'read') return read.bytes;
  complainOfFile(file, read.code, context);
  return null;
}

/** Why a file that was named cannot be read: permanent codes. */
export const UNREADABLE_FILE = ['no-such-file', 'is-a-directory', 'file-not-readable'] as const;
export type UnreadableFile = (typeof UNREADABLE_FILE)[number];

/** Says why a file cannot be read. */
export function complainOfFile(file: string, code: UnreadableFile, { words, complain }: CommandContext): void {
  complain(`vinseal: ${printable(file)}: ${words.text(`terminal.files.${code}`)}`);
}

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
