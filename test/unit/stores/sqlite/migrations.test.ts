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

/** Takes all later steps back, as if the file had been written by the first version. */
function backToFirst(): void {
  const database = new DatabaseSync(fixture.file);
  database.exec(`DROP TABLE archive_documents; DROP TABLE archive; DROP INDEX lines_tail; ALTER TABLE lines DROP COLUMN destination; ALTER TABLE lines DROP COLUMN test;
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

test('an issued confirmation of the first schema is due for its archive copy, and nothing else is', async () => {
  const store = await fixture.open();
  const number = await issue(store, { vins: sampleVins(1, 2) });
  await store.reservations.reserve(sampleRequest({ vins: sampleVins(3, 1) }));
  const before = await store.archive.due({ at: '2027-01-01T00:00:00Z', limit: 5, after: null });
  store.close();
  backToFirst();
  const { archive } = await fixture.open();
  expect(await archive.due({ at: '2027-01-01T00:00:00Z', limit: 5, after: null })).toEqual(before);
  expect(before.items.map((one) => one.number)).toEqual([number]);
});
