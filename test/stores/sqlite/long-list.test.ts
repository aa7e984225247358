import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { ListFilters } from '../../../server/ports/registry.ts';
import { sampleContent, sampleRequest } from '../../contract/store-samples.ts';
import { pageLengths } from '../../support/page-lengths.ts';
import { isFullRun } from '../../support/test-share.ts';
import { type SqliteFixture, sqliteFixture } from './sqlite-fixture.ts';

/** A page looks at so many entries at most: see `MAX_LOOKED_AT`. */
const LOOKED_AT = 2_000;
/** Pages that find nothing before the one that finds the oldest. */
const EMPTY_PAGES = isFullRun() ? 3 : 1;
const COUNT = EMPTY_PAGES * LOOKED_AT + 500;
let fixture: SqliteFixture;
let registry: Awaited<ReturnType<SqliteFixture['open']>>['registry'];
beforeAll(async () => {
  fixture = await sqliteFixture();
  registry = (await fixture.open()).registry;
  insertMany(fixture.file, COUNT);
});
afterAll(() => fixture.dispose());

/** One vehicle each, the oldest confirmation withdrawn. */
function insertMany(file: string, count: number): void {
  const { vehicles, destinations, outlets, ...rest } = sampleContent('', sampleRequest());
  const database = new DatabaseSync(file);
  const many = (sql: string, ...values: string[]) =>
    database
      .prepare(`WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${count}) ${sql}`)
      .run(...values);
  const number = `printf('ASC-XHM-2026-%07dX', i)`;
  database.exec('BEGIN');
  many(
    `INSERT INTO confirmations (number, manufacturer_id, maker_code, year, sequence, state, owner, request_hash, reserved_by,
       reserved_at, content, sha256, key_id, issued_by, issued_at, issued_ms, exporter_uscc)
     SELECT ${number}, 'maker-1', 'XHM', 2026, i, 'live', '', '', '', '', '{}', '', '', '', '', i, 'exporter' FROM n`,
  );
  many(
    `INSERT INTO lines (number, line, vin, status, at, by, reason, destination) SELECT ${number}, 1, printf('%017d', i),
       iif(i = 1, 'withdrawn', 'live'), '', '', 'lost', iif(i = 1, 'RU', 'KZ') FROM n`,
  );
  many(`INSERT INTO summaries SELECT ${number}, ?, 1, 1 FROM n`, JSON.stringify(rest));
  many(`INSERT INTO archive (number, due_ms) SELECT ${number}, 0 FROM n`);
  database.exec('COMMIT');
  database.close();
}

const pagesOf = (filters: Partial<ListFilters>) => pageLengths(registry, filters);

test.each([
  ['a status that one of many has', { status: 'withdrawn' }],
  ['a country that one of many is for', { destination: 'RU', manufacturerId: 'maker-1' }],
  ['the two, of an exporter of many', { status: 'withdrawn', destination: 'RU', exporterUscc: 'exporter' }],
] as const)('%s is found in pages that each look at a bounded part', async (_what, filters) => {
  expect(await pagesOf(filters)).toEqual([...Array(EMPTY_PAGES).fill(0), 1]);
});

test('what an index answers by itself is found at once', async () => {
  for (const filters of [{ vin: '0'.repeat(16).concat('1') }, { numberPrefix: 'ASC-XHM-2026-0000001' }])
    expect(await pagesOf(filters)).toEqual([1]);
  expect(await pagesOf({ exporterUscc: 'none' })).toEqual([0]);
  expect(await pagesOf({ manufacturerId: 'none', status: 'withdrawn' })).toEqual([0]);
});

test('every confirmation is listed once, whatever the filter', async () => {
  for (const filters of [{}, { numberPrefix: 'ASC-XHM-' }, { destination: 'KZ' }]) {
    const lengths = await pagesOf(filters);
    expect(lengths.reduce((sum, length) => sum + length, 0)).toBe(COUNT - ('destination' in filters ? 1 : 0));
  }
});
