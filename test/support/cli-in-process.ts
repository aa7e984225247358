import { Readable } from 'node:stream';
import { runCli } from '../../server/commands/run-cli.ts';
import { SYSTEM_CLOCK } from '../../server/compose/open-install.ts';
import type { Clock } from '../../server/ports/clock.ts';
import { sharedThreads } from './shared-threads.ts';

/** A terminal that a person sits at: its width, and the lines that are typed. */
export type TypedTerminal = { readonly columns: number; readonly typed: readonly string[] };

export type CliRun = { readonly code: number; readonly stdout: string; readonly stderr: string };

/**
 * Runs a terminal command in this process: exit code and output are those of `node server/cli.ts`, without the second that
 * a process takes to load, and with the threads of the test file. `env` is the whole environment; `input` is what standard
 * input holds.
 */
export async function cliInProcess(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  input = '',
  clock: Clock = SYSTEM_CLOCK,
  terminal: TypedTerminal | null = null,
): Promise<CliRun> {
  const stdout: string[] = [];
  const stderr: string[] = [];
  const asksForThreads = 'VINSEAL_WORKERS' in env || 'VINSEAL_READING_TIME_MS' in env;
  const pool = asksForThreads ? null : sharedThreads();
  const code = await runCli(args, {
    clock,
    ...(pool === null ? {} : { pool }),
    // A busy machine may take long to read what is small.
    env: { LANG: 'C', VINSEAL_READING_TIME_MS: '60000', ...env },
    stdin: terminal === null ? Readable.from([Buffer.from(input)]) : typedLines(terminal.typed),
    stdout: {
      write: (text) => stdout.push(text),
      ...(terminal === null ? {} : { isTTY: true, columns: terminal.columns }),
    },
    stderr: { write: (text) => stderr.push(text) },
  });
  return { code, stdout: stdout.join(''), stderr: stderr.join('') };
}

function typedLines(lines: readonly string[]): Readable & { readonly isTTY: true } {
  return Object.assign(Readable.from(lines.map((line) => Buffer.from(`${line}\n`))), { isTTY: true as const });
}
