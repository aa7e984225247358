import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpus } from 'node:os';
import path from 'node:path';
import { Worker } from 'node:worker_threads';

const MAIN = path.join(import.meta.dirname, '../server/main.ts');
const WATCH = path.join(import.meta.dirname, 'health-watch.ts');

export type Service = { readonly address: string; readonly close: () => void };

/**
 * Starts the service on a finished data folder, in a process of its own. It stays on the core that this process is held
 * to; who calls it is let go, as callers have machines of their own.
 */
export function startService(folder: string): Promise<Service> {
  const settings = { VINSEAL_DATA: folder, VINSEAL_PORT: '0', VINSEAL_LOG_LEVEL: 'silent' };
  const env = { ...process.env, ...settings, VINSEAL_CHECKS_PER_MINUTE: '1000000' };
  const child = spawn(process.execPath, [...process.execArgv, MAIN], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  spawnSync('taskset', ['-a', '-p', '-c', `0-${cpus().length - 1}`, String(process.pid)]);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', () => reject(new Error('the service ended')));
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      const address = /listens on (\S+)/.exec(said)?.[1];
      if (address !== undefined) resolve({ address, close: () => void child.kill('SIGKILL') });
    });
  });
}

/** Uploads a file so many times at once; gives the longest answer of /healthz until all are judged, in ms. */
export async function uploadAtOnce({ address }: Service, pdf: Uint8Array, count: number): Promise<number> {
  const forms = Array.from({ length: count }, () => {
    const form = new FormData();
    form.append('file', new Blob([pdf.slice()], { type: 'application/pdf' }), 'document.pdf');
    return form;
  });
  const watch = new Worker(WATCH, { workerData: { address } });
  await once(watch, 'message');
  await Promise.all(
    forms.map(async (body) => {
      const answer = await fetch(`${address}/api/v1/verifications`, { method: 'POST', body });
      if (answer.status !== 200) throw new Error(await answer.text());
      await answer.arrayBuffer();
    }),
  );
  const longest = once(watch, 'message');
  watch.postMessage('stop');
  return Number((await longest)[0]);
}
