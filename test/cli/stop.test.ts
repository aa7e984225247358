import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { connect, type Socket } from 'node:net';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { copyInstall } from '../support/install.ts';
import { beginUpload } from '../support/raw-upload.ts';

/** What a stop does to those who are being served, in a real process. */

const ROOT = path.join(import.meta.dirname, '../..');
const MAIN = path.join(ROOT, 'server/main.ts');
let copy: ReturnType<typeof copyInstall>;
beforeAll(() => {
  copy = copyInstall();
});
afterAll(() => copy.remove());

const running: ChildProcess[] = [];
afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
});

async function start(command: string, args: readonly string[]): Promise<{ child: ChildProcess; port: number }> {
  const { NODE_OPTIONS: _options, ...env } = process.env;
  const settings = { VINSEAL_DATA: copy.folder, VINSEAL_PORT: '0', VINSEAL_LOG_LEVEL: 'silent' };
  const child = spawn(command, args, {
    env: { ...env, ...settings, VINSEAL_PUBLIC_URL: 'https://check.example' },
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  running.push(child);
  return new Promise((resolve, reject) => {
    let printed = '';
    child.stdout.on('data', (chunk: Buffer) => {
      printed += String(chunk);
      const port = /listens on \S+:(\d+)/.exec(printed)?.[1];
      if (port !== undefined) resolve({ child, port: Number(port) });
    });
    child.once('exit', () => reject(new Error('the service ended')));
  });
}

/** Stops it and gives its exit and how long that took, in ms. */
async function stop(child: ChildProcess): Promise<{ readonly exit: unknown; readonly tookMs: number }> {
  const started = performance.now();
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  return { exit: await ended, tookMs: performance.now() - started };
}

const GET = 'GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n';

test('requests that were sent before the stop are answered, though the process had not read them', async () => {
  const { child, port } = await start(process.execPath, [MAIN]);
  const sockets = Array.from({ length: 60 }, () => connect(port, '127.0.0.1'));
  await Promise.all(sockets.map((socket) => once(socket, 'connect')));
  const answerOn = async (socket: Socket) => {
    let text = '';
    for await (const chunk of socket) text += String(chunk);
    return text.slice(0, 15);
  };
  const sent = (socket: Socket) => new Promise((resolve) => socket.write(GET, resolve));
  // It stands still while they are sent, so that it finds the signal and the requests at once.
  child.kill('SIGSTOP');
  const late = Array.from({ length: 20 }, () => connect(port, '127.0.0.1'));
  const answers = [...sockets, ...late].map(answerOn);
  await Promise.all([...sockets, ...late].map(sent));
  const stopping = stop(child);
  child.kill('SIGCONT');
  expect(await Promise.all(answers)).toEqual(Array(80).fill('HTTP/1.1 200 OK'));
  expect((await stopping).exit).toEqual([0, null]);
});

test('keep-alive connections are closed at once', async () => {
  const { child, port } = await start(process.execPath, [MAIN]);
  const agent = new Agent({ keepAlive: true, maxSockets: 8 });
  const ask = async () => {
    const asked = request({ port, host: '127.0.0.1', path: '/healthz', agent }).end();
    const [response] = await once(asked, 'response');
    response.resume();
    await once(response, 'end');
  };
  await Promise.all(Array.from({ length: 8 }, ask));
  const busy = Array.from({ length: 4 }, () => ask().catch(() => undefined));
  const { exit, tookMs } = await stop(child);
  await Promise.all(busy);
  expect(exit).toEqual([0, null]);
  // Idle connections that were left to themselves would hold the stop up for five seconds.
  expect(tookMs).toBeLessThan(4_500);
  agent.destroy();
});

test('an upload that stalls ends soon, and is no failure', async () => {
  const { child, port } = await start(process.execPath, [MAIN]);
  const upload = await beginUpload(port, '/api/v1/verifications', 1_000_000);
  upload.send(new Uint8Array(1_000));
  expect((await fetch(`http://127.0.0.1:${port}/healthz`)).status).toBe(200);
  const { exit, tookMs } = await stop(child);
  expect(exit).toEqual([0, null]);
  // The aim is two seconds; after ten the process ends as failed.
  expect(tookMs).toBeLessThan(9_000);
  await upload.closed;
});

test('a signal to `npm start` ends the service itself, and npm stays until it has', async () => {
  const { child, port } = await start('npm', ['start']);
  expect((await fetch(`http://127.0.0.1:${port}/healthz`)).status).toBe(200);
  await stop(child);
  await expect(fetch(`http://127.0.0.1:${port}/healthz`)).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } });
});
