import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import path from 'node:path';

const MAIN = path.join(import.meta.dirname, '../../server/main.ts');
const WATCH = path.join(import.meta.dirname, 'loop-watch.ts');
/** Ticks of the kernel's clock in a second (`getconf CLK_TCK`), by which /proc counts processor time. */
const TICKS = 100;

/** A service in a process of its own, on all cores, as `npm start` runs it. */
export type LoadedService = {
  readonly address: string;
  /** The operator's access key of a fresh install. */
  readonly token: string;
  /** The longest delay of its event loop in ms since this was last asked. */
  readonly longestDelayMs: () => Promise<number>;
  readonly rssMb: () => number;
  /** Processor time of all its threads so far, in ms. */
  readonly cpuMs: () => number;
  readonly close: () => Promise<void>;
};

/** Starts the service over an empty data folder, which it fills, and settles once it listens. `cpuProfile`: folder for profiles. */
export async function startLoadedService(
  settings: Readonly<Record<string, string>>,
  cpuProfile: string | null = null,
): Promise<LoadedService> {
  const profiling = cpuProfile === null ? [] : ['--cpu-prof', '--cpu-prof-dir', cpuProfile];
  const child = spawn(process.execPath, [...process.execArgv, ...profiling, '--import', WATCH, MAIN], {
    env: { ...process.env, VINSEAL_PORT: '0', VINSEAL_PUBLIC_URL: 'https://check.example', ...settings },
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  const said = await greeting(child);
  return {
    address: /listens on (\S+)/.exec(said)?.[1] ?? '',
    token: /shown this once: (\S+)/.exec(said)?.[1] ?? '',
    longestDelayMs: async () => {
      const answer = once(child, 'message');
      child.send('tell');
      return ((await answer)[0] as { readonly longestMs: number }).longestMs;
    },
    rssMb: () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1] ?? 0) / 1024,
    cpuMs: () => cpuMsOf(child.pid),
    close: async () => {
      const gone = once(child, 'exit');
      child.kill('SIGTERM');
      await gone;
    },
  };
}

function greeting(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', () => reject(new Error('the service ended')));
    let said = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      said += String(chunk);
      if (/shown this once: \S+\n/.test(said)) resolve(said);
    });
  });
}

/** Processor time of a process and its threads so far, in ms; 0 where there is none. */
export function cpuMsOf(pid: number | undefined): number {
  if (pid === undefined) return 0;
  // The name of the program comes before the last bracket and may hold anything.
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
  return ((Number(fields[11]) + Number(fields[12])) * 1_000) / TICKS;
}
