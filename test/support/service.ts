import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

const ROOT = path.join(import.meta.dirname, '../..');

/** A service in a process of its own. */
export type Service = {
  readonly address: string;
  /** All that it printed and logged so far. */
  readonly said: () => string;
  /** What the first group of the pattern is of all that, as soon as it is there. */
  readonly told: (pattern: RegExp) => Promise<string>;
  readonly child: ChildProcess;
  /** SIGTERM; gives the exit code. */
  readonly stop: () => Promise<number | null>;
};

/** Starts `server/main.ts` with these settings, and options of Node, on a free port, and settles once it listens. */
export async function startService(
  settings: Readonly<Record<string, string>>,
  nodeOptions: readonly string[] = [],
): Promise<Service> {
  const { NODE_OPTIONS: _options, ...env } = process.env;
  const args = ['--no-parallel-scavenge', ...nodeOptions, path.join(ROOT, 'server/main.ts')];
  const child = spawn(process.execPath, args, {
    env: { ...env, VINSEAL_PORT: '0', VINSEAL_PUBLIC_URL: 'https://check.example', VINSEAL_WORKERS: '1', ...settings },
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  const waiting = new Map<RegExp, (found: string) => void>();
  const look = () => {
    for (const [pattern, settle] of waiting) {
      const found = pattern.exec(said)?.[1];
      if (found !== undefined) settle(found);
    }
  };
  for (const output of [child.stdout, child.stderr])
    output.on('data', (chunk: Buffer) => {
      said += String(chunk);
      look();
    });
  const told = (pattern: RegExp): Promise<string> =>
    new Promise((resolve, reject) => {
      waiting.set(pattern, resolve);
      child.once('exit', () => reject(new Error(`the service ended: ${said}`)));
      look();
    });
  const address = await told(/listens on (http:\S+)\n/);
  const stop = async () => {
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    return (await ended)[0] as number | null;
  };
  return { address, said: () => said, told, child, stop };
}
