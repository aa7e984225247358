import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { runNode } from '../../support/run-node.ts';

const SERVER = path.join(import.meta.dirname, '../../../server');
const STARTS_WITHIN_MS = 60_000;

export type Service = { readonly url: string; readonly token: string; readonly stop: () => Promise<void> };

/** The service itself, in a process of its own, over a fresh install in that folder. */
export async function startService(data: string): Promise<Service> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const env = {
    VINSEAL_DATA: data,
    VINSEAL_PORT: String(port),
    VINSEAL_PUBLIC_URL: url,
    VINSEAL_CHECKS_PER_MINUTE: '100000',
  };
  const child = spawn(process.execPath, [path.join(SERVER, 'main.ts')], {
    env: { ...process.env, ...env },
    stdio: 'ignore',
  });
  const stop = async () => {
    if (child.exitCode !== null) return;
    child.kill();
    await once(child, 'exit');
  };
  try {
    await ready(url, child);
    const vinseal = (...words: string[]) => runNode(path.join(SERVER, 'cli.ts'), words, { env });
    const words = ['access-keys', 'create', 'operator', '--name', 'interop', '--role', 'administrator', '--json'];
    const { id, secret } = JSON.parse((await vinseal(...words)).stdout) as Record<'id' | 'secret', string>;
    await vinseal('access-keys', 'propose-sealing', id, '--by', 'one');
    await vinseal('access-keys', 'approve-sealing', id, '--by', 'another');
    return { url, token: secret, stop };
  } catch (fault) {
    await stop();
    throw fault;
  }
}

async function ready(url: string, child: ChildProcess): Promise<void> {
  const until = Date.now() + STARTS_WITHIN_MS;
  while (Date.now() < until && child.exitCode === null) {
    const answer = await fetch(`${url}/readyz`).catch(() => null);
    if (answer?.ok) return;
    await wait(200);
  }
  throw new Error('the service did not start');
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
