import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { MIGRATIONS } from '../../../../server/stores/sqlite/migrations.ts';
import { issue, numberOf, sampleRequest, sampleVin, sampleVins } from '../../../contract/store-samples.ts';
import { type SqliteFixture, sqliteFixture } from './sqlite-fixture.ts';

let fixture: SqliteFixture;
beforeEach(async () => {
  fixture = await sqliteFixture();
});
afterEach(() => fixture.dispose());

/** Takes the newest step back, as if the file had been written by the version before. */
function backToFirst(): void {
  const database = new DatabaseSync(fixture.file);
  database.exec(`DROP INDEX lines_tail; ALTER TABLE lines DROP COLUMN destination; ALTER TABLE lines DROP COLUMN test;
    PRAGMA user_version = 1`);
  const first = new DatabaseSync(':memory:');
  first.exec(MIGRATIONS[0] ?? '');
  const schema = 'SELECT name FROM sqlite_schema UNION ALL SELECT name FROM pragma_table_info(?) ORDER BY name';
  expect(database.prepare(schema).all('lines')).toEqual(expect.arrayContaining(first.prepare(schema).all('lines')));
  database.close();
}

test('a store of the first schema tells the public look-up what its confirmations say', async () => {
  const store = await fixture.open();
  const number = await issue(store, { vins: sampleVins(1, 2) });
  await store.reservations.release(
    numberOf(await store.reservations.reserve(sampleRequest({ vins: sampleVins(3, 1) }))),
    '',
  );
  const before = await store.registry.find(number);
  store.close();
  backToFirst();
  const { lookUps, registry } = await fixture.open();
  expect(await lookUps.linesByTail(number, sampleVin(2).slice(-6), 2)).toEqual([
    { vin: sampleVin(2), destination: 'KZ', standing: { status: 'live' }, test: true },
  ]);
  expect(await registry.find(number)).toEqual(before);
});
