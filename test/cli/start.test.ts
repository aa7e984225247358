import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { cliInProcess } from '../support/cli-in-process.ts';
import { copyInstall } from '../support/install.ts';
import { takePassphrases } from '../support/moved-keys.ts';
import { beginUpload } from '../support/raw-upload.ts';
import { runNode } from '../support/run-node.ts';
import { type SmallDisk, smallDisk } from '../support/small-disk.ts';
import { putOnlyAnchors } from '../support/trust.ts';

/** `npm start`: what a person sees, and that no wrong start damages anything. */

const MAIN = path.join(import.meta.dirname, '../../server/main.ts');
let copy: ReturnType<typeof copyInstall>;
let scratch: string;
const running: ChildProcess[] = [];

beforeAll(() => {
  copy = copyInstall();
  scratch = mkdtempSync(path.join(tmpdir(), 'vinseal-start-'));
});
afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
});
afterAll(() => {
  copy.remove();
  rmSync(scratch, { recursive: true, force: true });
});

const environment = (data: string, port = '0') => ({
  VINSEAL_DATA: data,
  VINSEAL_PORT: port,
  VINSEAL_LOG_LEVEL: 'silent',
  // Of threads one of each kind: each takes as long to start as the service itself.
  VINSEAL_WORKERS: '1',
  VINSEAL_PUBLIC_URL: 'https://check.example',
});

/** Starts the service and gives what it printed by the time it listens. */
function start(
  data: string,
): Promise<{ readonly printed: string; readonly address: string; readonly child: ChildProcess }> {
  const { NODE_OPTIONS: _options, ...env } = process.env;
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [MAIN], { env: { ...env, ...environment(data) } });
    running.push(child);
    let printed = '';
    child.stdout.on('data', (chunk: Buffer) => {
      printed += chunk.toString();
      const address = /listens on (\S+)/.exec(printed)?.[1];
      if (address !== undefined && printed.includes('altered.pdf')) resolve({ printed, address, child });
    });
    child.once('exit', (code) => reject(new Error(`ended with ${code}`)));
  });
}

test('a key whose passphrase must be typed is named with what to do where nobody can type, and the service starts', async () => {
  const locked = copyInstall();
  takePassphrases(locked.folder);
  const { printed } = await start(locked.folder);
  expect(printed).toMatch(/key \S+ signs nothing: .*start in a terminal.*passphrase/);
  locked.remove();
});

test('the first start shows the token, the second does not, and both have the same keys and data', async () => {
  const first = await start(copy.folder);
  const token = /shown this once: (vsk_[\w-]+)/.exec(first.printed)?.[1];
  expect(token).toBeDefined();
  const listed = async (address: string) => {
    const answer = await fetch(`${address}/api/v1/confirmations`, { headers: { Authorization: `Bearer ${token}` } });
    return ((await answer.json()) as { items: { number: string }[] }).items.map((item) => item.number);
  };
  const before = await listed(first.address);
  expect(before.length).toBeGreaterThan(0);
  const key = readFileSync(path.join(copy.folder, 'ca', 'ca.pem'), 'utf8');
  first.child.kill('SIGKILL');
  const second = await start(copy.folder);
  expect(second.printed).not.toContain('shown this once');
  expect(await listed(second.address)).toEqual(before);
  expect(readFileSync(path.join(copy.folder, 'ca', 'ca.pem'), 'utf8')).toBe(key);
  expect((await fetch(`${second.address}/healthz`)).status).toBe(200);
});

test('SIGTERM ends it with exit code 0, and what was open is closed', async () => {
  const { child, address } = await start(copy.folder);
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  expect(await ended).toBe(0);
  await expect(fetch(`${address}/healthz`)).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } });
});

test('sample documents that are gone are made again', async () => {
  rmSync(path.join(copy.folder, 'samples', 'altered.pdf'));
  const { printed, child } = await start(copy.folder);
  expect(printed).toContain('again');
  expect(existsSync(path.join(copy.folder, 'samples', 'altered.pdf'))).toBe(true);
  child.kill('SIGKILL');
});

test('a stop ends an upload that has stalled, and is no failure', async () => {
  const { address, child } = await start(copy.folder);
  const upload = await beginUpload(Number(new URL(address).port), '/api/v1/verifications', 1_000_000);
  upload.send(new Uint8Array(1_000));
  // The service has the request before it is told to stop.
  expect((await fetch(`${address}/healthz`)).status).toBe(200);
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  expect(await ended).toEqual([0, null]);
  await upload.closed;
}, 30_000);

describe('a start that cannot be', () => {
  async function refused(data: string, port = '0') {
    const run = await runNode(MAIN, [], { env: environment(data, port) });
    expect(run.code).toBe(78);
    expect(run.stderr.trim().split('\n')).toHaveLength(1);
    expect(run.stderr).toMatch(/^vinseal: /);
    return run.stderr;
  }

  /** The same faults as the terminal meets them on opening the folder: without a process for each. */
  async function notOpened(data: string) {
    const run = await cliInProcess(['show', 'ASC-TEST-2026-0000001X', '--data', data], environment(data));
    expect([run.code, run.stdout]).toEqual([78, '']);
    expect(run.stderr).toMatch(/^vinseal: .*\n$/);
    return run.stderr;
  }

  test('the port is taken', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as { port: number };
    expect(await refused(copy.folder, String(port))).toContain('VINSEAL_PORT');
    other.close();
  });

  test('the data folder is a file', async () => {
    const file = path.join(scratch, 'file');
    writeFileSync(file, 'not a folder');
    expect(await notOpened(file)).toContain('VINSEAL_DATA');
  });

  test('the data folder holds something else', async () => {
    writeFileSync(path.join(scratch, 'mine.txt'), 'mine');
    expect(await notOpened(scratch)).toContain('install.json');
    expect(readFileSync(path.join(scratch, 'mine.txt'), 'utf8')).toBe('mine');
  });

  test.each([
    ['cut off', (file: string) => truncateSync(file, 20_000)],
    ['overwritten', (file: string) => writeFileSync(file, Buffer.alloc(50_000, 0x5a))],
  ])('the database is %s', async (_name, damage) => {
    const data = mkdtempSync(path.join(tmpdir(), 'vinseal-damaged-'));
    try {
      cpSync(copy.folder, data, { recursive: true });
      rmSync(path.join(data, 'vinseal.sqlite-wal'), { force: true });
      rmSync(path.join(data, 'vinseal.sqlite-shm'), { force: true });
      const file = path.join(data, 'vinseal.sqlite');
      damage(file);
      const before = readFileSync(file);
      await notOpened(data);
      expect(readFileSync(file).equals(before)).toBe(true);
    } finally {
      rmSync(data, { recursive: true, force: true });
    }
  });

  test('a trust list that is empty', async () => {
    const data = mkdtempSync(path.join(tmpdir(), 'vinseal-trustless-'));
    try {
      cpSync(copy.folder, data, { recursive: true });
      await putOnlyAnchors(data, []);
      expect(await refused(data)).toContain('trust add');
    } finally {
      rmSync(data, { recursive: true, force: true });
    }
  });

  test('a store that lost its trust list, and what was suspended in it', async () => {
    const data = mkdtempSync(path.join(tmpdir(), 'vinseal-trustless-'));
    try {
      cpSync(copy.folder, data, { recursive: true });
      const database = new DatabaseSync(path.join(data, 'vinseal.sqlite'));
      database.exec('DELETE FROM shared_records; DELETE FROM shared_revisions');
      database.close();
      expect(await notOpened(data)).toContain('backup');
    } finally {
      rmSync(data, { recursive: true, force: true });
    }
  });

  test.each(['ca', 'keys'])('%s is gone', async (piece) => {
    const data = mkdtempSync(path.join(tmpdir(), 'vinseal-lost-'));
    try {
      cpSync(copy.folder, data, { recursive: true });
      rmSync(path.join(data, piece), { recursive: true });
      expect(await notOpened(data)).toContain(piece);
    } finally {
      rmSync(data, { recursive: true, force: true });
    }
  });

  test('production with nothing but TEST anchors', async () => {
    const run = await runNode(MAIN, [], { env: { ...environment(copy.folder), VINSEAL_ENV: 'production' } });
    expect(run.code).toBe(78);
    expect(run.stderr).toMatch(/^vinseal: .*\n$/);
  });
});

test.each([
  ['full', (disk: SmallDisk) => disk.fill()],
  ['read-only', (disk: SmallDisk) => disk.makeReadOnly()],
])(
  'on a disk that is %s it starts, says that nothing is issued, and verifies',
  async (_name, obstruct) => {
    const disk = smallDisk(64);
    if (disk === null) return console.warn('SKIPPED: no small disk can be mounted here');
    cpSync(copy.folder, disk.folder, { recursive: true });
    obstruct(disk);
    const { printed, address, child } = await start(disk.folder);
    expect(printed).toContain('nothing is issued or changed: The store');
    const form = new FormData();
    form.append('file', new Blob([readFileSync(path.join(disk.folder, 'samples/valid.pdf'))]), 'valid.pdf');
    const answer = await fetch(`${address}/api/v1/verifications`, { method: 'POST', body: form });
    expect(await answer.json()).toMatchObject({ verdict: 'valid' });
    const ready = await fetch(`${address}/readyz`);
    expect([ready.status, await ready.json()]).toMatchObject([503, { ready: { issue: false, verify: true } }]);
    child.kill('SIGTERM');
    await once(child, 'exit');
    disk.remove();
  },
  60_000,
);
