import { cpSync, existsSync, mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { openSqliteStore } from '../../../server/stores/sqlite/open-store.ts';
import { asStoreFault, StoreUnusable } from '../../../server/stores/sqlite/store-unusable.ts';
import { issue, LATER, sampleVins } from '../../contract/store-samples.ts';
import { type SqliteFixture, sqliteFixture } from './sqlite-fixture.ts';

let fixture: SqliteFixture;
beforeEach(async () => {
  fixture = await sqliteFixture();
});
afterEach(() => fixture.dispose());

/** The code with which a file is refused; checks that the message is one line that names the file. */
function refusalOf(file = fixture.file, busyTimeoutMs = 20): string {
  try {
    openSqliteStore({ file, now: () => LATER, busyTimeoutMs }).close();
  } catch (error) {
    if (!(error instanceof StoreUnusable)) throw error;
    expect(error.message).not.toContain('\n');
    expect(error.message).toContain(file);
    return error.code;
  }
  return 'opened';
}

/** The same, and the file has kept every byte. */
function refusalWithoutHarm(): string {
  const before = readFileSync(fixture.file);
  const code = refusalOf();
  expect(readFileSync(fixture.file).equals(before)).toBe(true);
  return code;
}

function change(sql: string): void {
  const database = new DatabaseSync(fixture.file);
  database.exec(sql);
  database.close();
}

/** SQLite's default page size. */
const PAGE_BYTES = 4096;

/** The number of the page at which a table or index begins. */
function rootPageOf(name: string): number {
  const database = new DatabaseSync(fixture.file);
  const row = database.prepare('SELECT rootpage FROM sqlite_schema WHERE name = ?').get(name);
  database.close();
  return Number(row?.rootpage);
}

async function filledStore(): Promise<void> {
  const store = await fixture.open();
  await issue(store, { vins: sampleVins(1, 300) });
  store.close();
}

describe('store-corrupt', () => {
  test('a file that is no database', () => {
    writeFileSync(fixture.file, 'this is not a database, whatever its name says. '.repeat(100));
    expect(refusalWithoutHarm()).toBe('store-corrupt');
  });

  test('a store cut short', async () => {
    await filledStore();
    truncateSync(fixture.file, Math.floor(readFileSync(fixture.file).length / 2 / PAGE_BYTES) * PAGE_BYTES);
    expect(refusalWithoutHarm()).toBe('store-corrupt');
  });

  test('a store with damaged pages', async () => {
    await filledStore();
    const bytes = readFileSync(fixture.file);
    bytes.fill(0xa5, 8 * PAGE_BYTES, bytes.length - PAGE_BYTES);
    writeFileSync(fixture.file, bytes);
    expect(refusalWithoutHarm()).toBe('store-corrupt');
  });

  test.each(['lines', 'lines_live', 'audit_entries', 'sequences'])('one damaged page, of %s', async (name) => {
    await filledStore();
    const start = (rootPageOf(name) - 1) * PAGE_BYTES;
    const bytes = readFileSync(fixture.file);
    bytes.fill(0xa5, start, start + PAGE_BYTES);
    writeFileSync(fixture.file, bytes);
    expect(refusalWithoutHarm()).toBe('store-corrupt');
  });

  test('another program’s database', () => {
    change('CREATE TABLE recipes (name TEXT)');
    expect(refusalWithoutHarm()).toBe('store-corrupt');
  });

  test('a schema that somebody began by hand', () => {
    change('CREATE TABLE manufacturers (id TEXT)');
    expect(refusalWithoutHarm()).toBe('store-corrupt');
  });

  test('a database gone from beside its write-ahead log, which is kept', async () => {
    const store = await fixture.open();
    await issue(store);
    const log = `${fixture.file}-wal`;
    const copy = join(fixture.folder, 'copy.sqlite');
    cpSync(log, `${copy}-wal`);
    store.close();
    expect(refusalOf(copy)).toBe('store-corrupt');
    expect(existsSync(copy)).toBe(false);
    writeFileSync(copy, '');
    expect(refusalOf(copy)).toBe('store-corrupt');
    expect(readFileSync(`${copy}-wal`).length).toBeGreaterThan(0);
  });
});

describe('store-newer', () => {
  test('a schema of a later version', async () => {
    await filledStore();
    change('PRAGMA user_version = 999');
    expect(refusalWithoutHarm()).toBe('store-newer');
  });
});

describe('store-not-writable', () => {
  test('a folder that cannot be made', () => {
    writeFileSync(join(fixture.folder, 'file'), '');
    expect(refusalOf(join(fixture.folder, 'file', 'store.sqlite'))).toBe('store-not-writable');
    expect(refusalOf('/proc/vinseal/store.sqlite')).toBe('store-not-writable');
  });

  test('a folder in the place of the file', () => {
    mkdirSync(fixture.file);
    expect(refusalOf()).toBe('store-not-writable');
  });

  test('a file in the place of the folder of locks', () => {
    writeFileSync(`${fixture.file}.owners`, '');
    expect(refusalOf()).toBe('store-not-writable');
  });

  // Permissions do not bind root, and a full disk is not at hand: SQLite's result codes are judged by themselves.
  test.each([
    [8, 'store-not-writable'],
    [8 | (3 << 8), 'store-not-writable'],
    [13, 'store-not-writable'],
    [14, 'store-not-writable'],
    [10 | (4 << 8), 'store-not-writable'],
    [11, 'store-corrupt'],
    [26, 'store-corrupt'],
    [5 | (2 << 8), 'store-busy'],
  ])('result %i is %s', (errcode, code) => {
    const fault = asStoreFault('file', Object.assign(new Error('said SQLite'), { errcode }));
    expect(fault).toMatchObject({ code, cause: { errcode } });
  });

  test('a broken constraint is a conflict of the write, no fault of the file', () => {
    const error = Object.assign(new Error('unique'), { errcode: 2067 });
    expect(asStoreFault('file', error)).toMatchObject({ code: 'constraint-violated', cause: error });
  });
});

describe('store-busy', () => {
  test('another process writes for longer than one waits, at opening and later', async () => {
    const store = openSqliteStore({ file: fixture.file, now: () => LATER, busyTimeoutMs: 20 });
    const other = new DatabaseSync(fixture.file);
    other.exec('BEGIN IMMEDIATE');
    expect(refusalOf()).toBe('store-busy');
    await expect(issue(store)).rejects.toMatchObject({ code: 'store-busy' });
    other.exec('ROLLBACK');
    other.close();
    expect(await issue(store)).toMatch(/^ASC-/);
    store.close();
  });

  test('the id of a store that is open', async () => {
    const store = openSqliteStore({ file: fixture.file, now: () => LATER, id: 'server-1' });
    expect(() => openSqliteStore({ file: fixture.file, now: () => LATER, id: 'server-1' })).toThrow(
      expect.objectContaining({ code: 'store-busy' }),
    );
    expect(await issue(store)).toMatch(/^ASC-/);
    store.close();
  });
});

describe('a first start cut short', () => {
  test('an empty file', () => {
    writeFileSync(fixture.file, '');
    expect(refusalOf()).toBe('opened');
  });

  test('an empty database, already in write-ahead mode', () => {
    change('PRAGMA journal_mode = WAL');
    expect(refusalOf()).toBe('opened');
  });

  test('a schema that was not committed', () => {
    change('PRAGMA journal_mode = WAL');
    const database = new DatabaseSync(fixture.file);
    database.exec('BEGIN IMMEDIATE; CREATE TABLE manufacturers (id TEXT)');
    expect(refusalOf()).toBe('store-busy');
    database.close();
    expect(refusalOf()).toBe('opened');
  });

  test('a folder of locks without a database', () => {
    mkdirSync(`${fixture.file}.owners`);
    writeFileSync(join(`${fixture.file}.owners`, 'old.lock'), '');
    expect(refusalOf()).toBe('opened');
    expect(existsSync(join(`${fixture.file}.owners`, 'old.lock'))).toBe(false);
  });
});

test('what was stored is there after closing and opening again', async () => {
  const store = await fixture.open();
  const number = await issue(store);
  const before = await store.registry.find(number);
  store.close();
  store.close();
  const again = await fixture.open();
  expect(await again.registry.find(number)).toEqual(before);
  await expect(store.registry.find(number)).rejects.toMatchObject({ code: 'ERR_INVALID_STATE' });
});
