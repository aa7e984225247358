import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from '@jest/globals';
import { openSqliteStore } from '../../../server/stores/sqlite/open-store.ts';
import { issue, LATER, sampleVins } from '../../contract/store-samples.ts';
import { runNode } from '../../support/run-node.ts';
import { type SmallDisk, smallDisk } from '../../support/small-disk.ts';

/** A store whose disk was full or read-only before it was opened: what was issued can be read, and nothing is written. */

const OBSTACLES = [
  ['full', (disk: SmallDisk) => disk.fill(), (disk: SmallDisk) => disk.free()],
  ['read-only', (disk: SmallDisk) => disk.makeReadOnly(), (disk: SmallDisk) => disk.makeWritable()],
] as const;

const open = (folder: string) =>
  openSqliteStore({ file: path.join(folder, 'store.sqlite'), now: () => LATER, busyTimeoutMs: 500 });

async function onSmallDisk(work: (disk: SmallDisk) => Promise<void>): Promise<void> {
  const disk = smallDisk(16);
  if (disk === null) return console.warn('SKIPPED: no small disk can be mounted here');
  try {
    await work(disk);
  } finally {
    disk.remove();
  }
}

async function oneIssued(folder: string): Promise<string> {
  const store = open(folder);
  const number = await issue(store, { vins: sampleVins(1, 1) });
  store.close();
  return number;
}

test.each(OBSTACLES)('on a %s disk it reads, refuses to write, and writes once it can', (_name, obstruct, free) =>
  onSmallDisk(async (disk) => {
    const number = await oneIssued(disk.folder);
    const before = readFileSync(path.join(disk.folder, 'store.sqlite'));
    obstruct(disk);
    const store = open(disk.folder);
    expect(await store.registry.find(number)).toMatchObject({ number });
    await expect(store.health.tryWrite()).rejects.toMatchObject({ code: 'store-not-writable' });
    await expect(issue(store, { vins: sampleVins(2, 1) })).rejects.toMatchObject({ code: 'store-not-writable' });
    expect(readFileSync(path.join(disk.folder, 'store.sqlite')).equals(before)).toBe(true);
    free(disk);
    await store.health.tryWrite();
    const second = await issue(store, { vins: sampleVins(2, 1) });
    store.close();
    const again = open(disk.folder);
    expect(await again.registry.find(second)).toMatchObject({ number: second });
    again.close();
  }),
);

test.each(OBSTACLES)('closing on a %s disk does no harm', (_name, obstruct, free) =>
  onSmallDisk(async (disk) => {
    const number = await oneIssued(disk.folder);
    obstruct(disk);
    open(disk.folder).close();
    free(disk);
    const store = open(disk.folder);
    expect(await store.registry.find(number)).toMatchObject({ number });
    store.close();
  }),
);

test('what another process writes once there is room is seen at once', () =>
  onSmallDisk(async (disk) => {
    await oneIssued(disk.folder);
    disk.fill();
    const store = open(disk.folder);
    disk.free();
    const other = open(disk.folder);
    const number = await issue(other, { vins: sampleVins(2, 1) });
    expect(await store.registry.find(number)).toMatchObject({ number });
    other.close();
    expect(await store.registry.find(number)).toMatchObject({ number });
    store.close();
  }));

/** A process that dies leaves what it wrote last in the log. */
const DIES = (file: string) => `
  const { DatabaseSync } = require('node:sqlite');
  const database = new DatabaseSync(${JSON.stringify(file)});
  database.exec("PRAGMA wal_autocheckpoint = 0; UPDATE sequences SET last = last + 1");
  process.kill(process.pid, 'SIGKILL');`;

test.each(OBSTACLES)('on a %s disk a log that a dead process left is read with the file', (_name, obstruct, _free) =>
  onSmallDisk(async (disk) => {
    await oneIssued(disk.folder);
    const file = path.join(disk.folder, 'store.sqlite');
    await runNode('-e', [DIES(file)]);
    obstruct(disk);
    const store = open(disk.folder);
    const sequences = new DatabaseSync(file, { readOnly: true }).prepare('SELECT last FROM sequences').all();
    expect(sequences).toMatchObject([{ last: 2 }]);
    await expect(store.health.tryWrite()).rejects.toMatchObject({ code: 'store-not-writable' });
    store.close();
  }),
);

test('a log that cannot be read refuses the store: what was withdrawn last would be in force again', () =>
  onSmallDisk(async (disk) => {
    await oneIssued(disk.folder);
    const file = path.join(disk.folder, 'store.sqlite');
    await runNode('-e', [DIES(file)]);
    rmSync(`${file}-shm`);
    disk.makeReadOnly();
    expect(() => open(disk.folder)).toThrow(expect.objectContaining({ code: 'store-not-writable' }));
  }));

test('a store of a former version is not read: it must be brought forward first', () =>
  onSmallDisk(async (disk) => {
    await oneIssued(disk.folder);
    const file = path.join(disk.folder, 'store.sqlite');
    const database = new DatabaseSync(file);
    database.exec('PRAGMA user_version = 1');
    database.close();
    disk.makeReadOnly();
    expect(() => open(disk.folder)).toThrow(expect.objectContaining({ code: 'store-not-writable' }));
  }));

test('a file that is no store is refused as such, whatever the disk takes', () =>
  onSmallDisk(async (disk) => {
    writeFileSync(path.join(disk.folder, 'store.sqlite'), 'no database'.repeat(1000));
    disk.makeReadOnly();
    expect(() => open(disk.folder)).toThrow(expect.objectContaining({ code: 'store-corrupt' }));
  }));
