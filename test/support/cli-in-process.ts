import { Readable } from 'node:stream';
import { runCli } from '../../server/commands/run-cli.ts';
import { SYSTEM_CLOCK } from '../../server/compose/open-install.ts';
import type { Clock } from '../../server/ports/clock.ts';

export type CliRun = { readonly code: number; readonly stdout: string; readonly stderr: string };

/**
 * Runs a terminal command in this process: exit code and output are those of `node server/cli.ts`, without the second that
 * a process takes to load. `env` is the whole environment; `input` is what standard input holds.
 */
export async function cliInProcess(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  input = '',
  clock: Clock = SYSTEM_CLOCK,
): Promise<CliRun> {
  const stdout: string[] = [];
  const stderr: string[] = [];
  const code = await runCli(args, {
    clock,
    // A busy machine may take long to read what is small.
    env: { LANG: 'C', VINSEAL_READING_TIME_MS: '60000', ...env },
    stdin: Readable.from([Buffer.from(input)]),
    stdout: { write: (text) => stdout.push(text) },
    stderr: { write: (text) => stderr.push(text) },
  });
  return { code, stdout: stdout.join(''), stderr: stderr.join('') };
}
