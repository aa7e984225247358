import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { sealInForce } from '../../../server/model/seals/seal.ts';
import { MIGRATIONS } from '../../../server/stores/sqlite/migrations.ts';
import {
  issue,
  LATER,
  MAKER,
  numberOf,
  sampleManufacturer,
  samplePdf,
  sampleRequest,
  sampleVin,
  sampleVins,
  sha256Hex,
} from '../../contract/store-samples.ts';
import { type SqliteFixture, sqliteFixture } from './sqlite-fixture.ts';

let fixture: SqliteFixture;
beforeEach(async () => {
  fixture = await sqliteFixture();
});
afterEach(() => fixture.dispose());

/** What takes each step back, the first one excepted. */
const BACK: readonly string[] = [
  'DROP INDEX lines_tail; ALTER TABLE lines DROP COLUMN destination; ALTER TABLE lines DROP COLUMN test',
  'DROP TABLE archive_documents; DROP TABLE archive',
  'DROP TABLE seal_pictures; DROP TABLE seals; ALTER TABLE confirmations DROP COLUMN seal_version',
  'DROP TABLE summaries; DROP TABLE archive_former; DROP INDEX archive_file; DROP INDEX confirmations_file',
];

/** Makes the file as if the version of the schema before had written it, and lets it be changed before it is closed. */
function backTo(version: number, change: (database: DatabaseSync) => void = () => undefined): void {
  const database = new DatabaseSync(fixture.file, { enableForeignKeyConstraints: false });
  for (const sql of BACK.slice(version - 1).toReversed()) database.exec(sql);
  database.exec(`PRAGMA user_version = ${version}`);
  const old = new DatabaseSync(':memory:');
  for (const sql of MIGRATIONS.slice(0, version)) old.exec(sql);
  const schema = (of: DatabaseSync) =>
    of
      .prepare(
        `SELECT tables.name AS of, columns.name FROM sqlite_schema AS tables, pragma_table_info(tables.name) AS columns
         UNION ALL SELECT type, name FROM sqlite_schema ORDER BY 1, 2`,
      )
      .all();
  expect(schema(database)).toEqual(schema(old));
  change(database);
  database.close();
}

test('every step but the first can be taken back here', () => {
  expect(BACK).toHaveLength(MIGRATIONS.length - 1);
});

test('a store of the first schema tells the public look-up what its confirmations say', async () => {
  const store = await fixture.open();
  const number = await issue(store, { vins: sampleVins(1, 2) });
  await store.reservations.release(
    numberOf(await store.reservations.reserve(sampleRequest({ vins: sampleVins(3, 1) }))),
    '',
  );
  const before = await store.registry.find(number);
  store.close();
  backTo(1);
  const { lookUps, registry } = await fixture.open();
  expect(await lookUps.linesByTail(number, sampleVin(2).slice(-6), 2)).toEqual([
    { vin: sampleVin(2), destination: 'KZ', standing: { status: 'live' }, test: true },
  ]);
  expect(await registry.find(number)).toEqual({ ...before, sealVersion: null });
});

test('the seal that a manufacturer had becomes version 1, approved, from its first listing on', async () => {
  const data = { form: 'joint-stock', nameZh: sampleManufacturer().nameZh, recordCode: '1234567890123', test: true };
  const listings = ['2024-05-01', '2022-07-01'].map((from) => ({
    announcement: 'TEST-1',
    nameZh: data.nameZh,
    from,
    until: null,
  }));
  const manufacturer = sampleManufacturer({ listings });
  const store = await fixture.open();
  await store.manufacturers.save(manufacturer, []);
  await store.manufacturers.save(sampleManufacturer({ id: 'maker-2', code: 'QQ2', listings: [] }), []);
  const number = await issue(store);
  store.close();
  backTo(3, (database) =>
    database.prepare(`UPDATE manufacturers SET data = json_set(data, '$.seal', json(?))`).run(JSON.stringify(data)),
  );

  const { seals, manufacturers, registry } = await fixture.open();
  const versions = await seals.list(MAKER);
  expect(versions).toMatchObject([
    { manufacturerId: MAKER, version: 1, data, picture: null, from: '2022-07-01', until: null, state: 'approved' },
  ]);
  expect(sealInForce(versions, '2026-03-02')?.version).toBe(1);
  expect(await seals.picture(MAKER, 1)).toBeNull();
  expect(await seals.list('maker-2')).toMatchObject([{ version: 1, from: '2026-01-01' }]);
  expect(await manufacturers.manufacturer(MAKER)).toEqual(manufacturer);
  expect((await registry.find(number))?.sealVersion).toBeNull();
});

test('a store that held the PDFs itself: they are readable, lists are as before, and all is named', async () => {
  const store = await fixture.open();
  const numbers = [await issue(store), await issue(store, { vins: sampleVins(3, 3), at: LATER })];
  const copy = { sha256: sha256Hex(samplePdf('archive')), level: 'B-LTA', renewedAt: LATER, dueAt: LATER } as const;
  await store.archive.keep({ number: numbers[0] ?? '', copy, replaces: null, by: 'archive' });
  await store.reservations.reserve(sampleRequest({ vins: sampleVins(8, 1) }));
  const before = await store.registry.list({ limit: 5, cursor: null, manufacturerId: null });
  store.close();
  backTo(4, (database) => {
    const insert = database.prepare('INSERT INTO documents (number, pdf) VALUES (?, ?)');
    for (const number of numbers) insert.run(number, samplePdf(number));
    const archive = database.prepare('INSERT INTO archive_documents (number, pdf) VALUES (?, ?)');
    archive.run(numbers[0] ?? '', samplePdf('archive'));
  });
  const { embedded, registry, fileReferences, archive } = await fixture.open();
  expect(await registry.list({ limit: 5, cursor: null, manufacturerId: null })).toEqual(before);
  expect(before?.items.map(({ vehicles }) => vehicles)).toEqual([3, 2]);
  for (const pdf of [...numbers.map((number) => samplePdf(number)), samplePdf('archive')]) {
    expect(embedded.get(sha256Hex(pdf))).toEqual(pdf);
    expect(await fileReferences.isReferenced(sha256Hex(pdf))).toBe(true);
  }
  expect(await archive.find(numbers[0] ?? '')).toEqual({ ...copy, renewals: 1 });
});

test('an issued confirmation of the first schema is due for its archive copy, and nothing else is', async () => {
  const store = await fixture.open();
  const number = await issue(store, { vins: sampleVins(1, 2) });
  await store.reservations.reserve(sampleRequest({ vins: sampleVins(3, 1) }));
  const before = await store.archive.due({ at: '2027-01-01T00:00:00Z', limit: 5, after: null });
  store.close();
  backTo(1);
  const { archive } = await fixture.open();
  expect(await archive.due({ at: '2027-01-01T00:00:00Z', limit: 5, after: null })).toEqual(before);
  expect(before.items.map((one) => one.number)).toEqual([number]);
});
