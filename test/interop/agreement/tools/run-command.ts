import { spawnSync } from 'node:child_process';

const MAX_RUN_MS = 300_000;
const MAX_OUTPUT_BYTES = 64_000_000;

/** What a command printed and its exit code; null where it cannot be started. Throws when it takes five minutes. */
export function runCommand(command: string, args: readonly string[]) {
  const run = spawnSync(command, args, { encoding: 'utf8', timeout: MAX_RUN_MS, maxBuffer: MAX_OUTPUT_BYTES });
  if (run.error === undefined) return { status: run.status, out: run.stdout, err: run.stderr };
  if ('code' in run.error && run.error.code === 'ENOENT') return null;
  throw run.error;
}

/** The same, for a command that must succeed. Throws what it wrote to stderr. */
export function mustRun(command: string, args: readonly string[]): string {
  const run = runCommand(command, args);
  if (run === null) throw new Error(`${command} is not on this machine`);
  if (run.status !== 0) throw new Error(`${command} failed: ${(run.err || run.out).trim().slice(-400)}`);
  return run.out;
}
