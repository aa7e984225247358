import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export type ChildReport = Readonly<Record<string, unknown>>;

export type StoreChild = {
  /** Everything it reported so far. */
  readonly reports: readonly ChildReport[];
  /** Lets it begin. */
  readonly start: () => void;
  /** Settles once a report satisfies the test; throws when the process ends before. */
  readonly reported: (test: (reports: readonly ChildReport[]) => boolean) => Promise<void>;
  readonly signal: (name: 'SIGSTOP' | 'SIGCONT') => void;
  /** SIGKILL, and all it had reported by then has been read when this settles. Throws when it had ended by itself. */
  readonly kill: () => Promise<void>;
  /** Its exit code and what it wrote to stderr, once it has ended by itself. */
  readonly ended: Promise<{ readonly code: number | null; readonly errors: string }>;
};

/** Starts `store-child.ts` and waits until it is ready to begin. */
export async function startStoreChild(task: string, file: string, argument = ''): Promise<StoreChild> {
  const script = join(import.meta.dirname, 'store-child.ts');
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', script, task, file, argument]);
  const reports: ChildReport[] = [];
  let errors = '';
  let changed = Promise.withResolvers<void>();
  const wake = (): void => {
    changed.resolve();
    changed = Promise.withResolvers();
  };
  let over = false;
  child.stderr.on('data', (text) => {
    errors += text;
  });
  createInterface({ input: child.stdout }).on('line', (line) => {
    reports.push(JSON.parse(line));
    wake();
  });
  const ended = once(child, 'close').then(([code]: (number | null)[]) => {
    over = true;
    wake();
    return { code: code ?? null, errors };
  });
  const reported: StoreChild['reported'] = async (test) => {
    while (!test(reports)) {
      if (over) throw new Error(`the child ended early: ${errors}`);
      await changed.promise;
    }
  };
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL');
    const { code } = await ended;
    if (code !== null) throw new Error(`the child ended by itself: ${errors}`);
  };
  await reported((all) => all.length > 0);
  return {
    reports,
    start: () => child.stdin.end('go'),
    reported,
    kill,
    ended,
    signal: (name) => void child.kill(name),
  };
}
