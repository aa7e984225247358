import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

const CHILD = path.join(import.meta.dirname, 'instance-child.ts');

export type IssuingInstance = {
  /** SIGKILL; what it had answered by then has been read when this settles. */
  readonly kill: () => Promise<void>;
};

/**
 * Starts `instance-child.ts` and settles once it issues. What it answers is entered by seed.
 * @param seeds the first one and how many
 */
export async function startIssuing(
  place: { readonly folder: string; readonly url: string },
  seeds: { readonly first: number; readonly count: number },
  answered: Map<number, string>,
): Promise<IssuingInstance> {
  const { NODE_OPTIONS: _options, ...env } = process.env;
  const all = Array.from({ length: seeds.count }, (_, index) => String(seeds.first + index));
  const child = spawn(process.execPath, [CHILD, place.folder, place.url, ...all], { env });
  let said = '';
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  child.stdout.on('data', (chunk: Buffer) => {
    said += String(chunk);
    if (said.startsWith('ready\n')) resolve();
    for (const [, seed, number] of said.matchAll(/^(\d+) (ASC-\S+)\n/gm)) answered.set(Number(seed), number ?? '');
  });
  child.stderr.on('data', (chunk: Buffer) => (said += String(chunk)));
  child.once('exit', () => reject(new Error(`the instance ended by itself: ${said}`)));
  await promise;
  return {
    kill: async () => {
      const gone = once(child, 'close');
      child.kill('SIGKILL');
      await gone;
    },
  };
}
