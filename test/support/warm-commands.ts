import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { isFullRun } from './test-share.ts';

const CHILD = path.join(import.meta.dirname, 'warm-commands-child.ts');
const PROGRAM = path.join(import.meta.dirname, '../../server/cli.ts');

/** Runs the commands of guides. */
export type WarmCommands = {
  /** A function of the shell, `vinseal`, that stands for `node server/cli.ts`. */
  readonly prelude: string;
  readonly close: () => Promise<void>;
};

/**
 * One process for all commands, one after the other, which takes arguments, settings and folder of each from the shell and gives
 * back what it printed and how it ended: loading the program takes most of a command's time. What is left out is the same entry
 * of the program for each command, which `test/cli/program.test.ts` starts; in a full run each command is a process of its own.
 */
export async function openWarmCommands(): Promise<WarmCommands> {
  if (isFullRun())
    return { prelude: `vinseal() { "${process.execPath}" "${PROGRAM}" "$@"; }`, close: async () => undefined };
  const folder = mkdtempSync(path.join(tmpdir(), 'vinseal-commands-'));
  const socket = path.join(folder, 'socket');
  const { NODE_OPTIONS: _options, ...env } = process.env;
  const child = spawn(process.execPath, [CHILD, socket], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  await listening(child);
  const prelude = `vinseal() {
    case " $* " in *' - '*) cat > "${folder}/stdin" ;; *) : > "${folder}/stdin" ;; esac
    { printf '%s\\0' "$PWD" "$#" "$@"; env -0; } |
      command curl --silent --show-error --unix-socket "${socket}" --data-binary @- http://commands/ > "${folder}/code"
    cat "${folder}/stderr" >&2
    cat "${folder}/stdout"
    return "$(cat "${folder}/code")"
  }`;
  return {
    prelude,
    close: async () => {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function listening(child: ChildProcess): Promise<void> {
  await new Promise((resolve, reject) => {
    child.stdout?.once('data', resolve);
    child.once('exit', (code) => reject(new Error(`the process for commands ended with ${code}`)));
  });
}
