import { copyFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { actorOfAccessKey } from '../../../server/app/people/access-keys.ts';
import { replayAccess } from '../../../server/app/recovery/replay-access.ts';
import { sealInForce } from '../../../server/model/seals/seal.ts';
import { NO_FILTERS } from '../../../server/ports/registry.ts';
import { connectionTo } from '../../../server/stores/sqlite/connection.ts';
import { MIGRATIONS, migrate } from '../../../server/stores/sqlite/migrations.ts';
import { openSqliteStore } from '../../../server/stores/sqlite/open-store.ts';
import {
  AT,
  brokenChains,
  issue,
  LATER,
  MAKER,
  numberOf,
  register,
  sampleEntry,
  sampleManufacturer,
  samplePdf,
  sampleRequest,
  sampleSeal,
  sampleVin,
  sampleVins,
  sha256Hex,
  someone,
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
  `DROP TABLE audit_entries; DROP TABLE audit_heads; DROP TRIGGER seals_keep_their_proposer;
   ALTER TABLE seals DROP COLUMN proposed_actor; ALTER TABLE seals DROP COLUMN approved_actor;
   ALTER TABLE seals DROP COLUMN retired_actor;
   CREATE TABLE audit (id INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, by TEXT NOT NULL, action TEXT NOT NULL,
     number TEXT, detail TEXT NOT NULL) STRICT;
   CREATE INDEX audit_of_number ON audit (number, id) WHERE number IS NOT NULL;
   CREATE TRIGGER audit_never_changes BEFORE UPDATE ON audit
     BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
   CREATE TRIGGER audit_never_shrinks BEFORE DELETE ON audit
     BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END`,
  'DROP TABLE summaries; DROP TABLE archive_former; DROP INDEX archive_file; DROP INDEX confirmations_file',
  'ALTER TABLE confirmations DROP COLUMN lease_until_ms',
  'DROP INDEX confirmations_successor; DROP TABLE awaited; DROP TABLE unrecovered; DROP TABLE recovery',
  'DROP INDEX lines_vin; DROP INDEX confirmations_newest_for; ALTER TABLE confirmations DROP COLUMN exporter_uscc',
  'DROP TABLE check_results; DROP TABLE check_results_total',
  'DROP TABLE shared_records; DROP TABLE shared_revisions',
  'DROP TABLE collected_tags; DROP TABLE collected_uniques; DROP TABLE collected',
  'DROP TABLE revocation_answers; DROP TABLE revocation_answers_total',
  'CREATE TABLE tokens (holder TEXT PRIMARY KEY, sha256 TEXT NOT NULL UNIQUE, at TEXT NOT NULL) STRICT, WITHOUT ROWID',
];

/** Makes the file as if the version of the schema before had written it, and lets it be changed before it is closed. */
function backTo(version: number, change: (database: DatabaseSync) => void = () => undefined): void {
  const database = new DatabaseSync(fixture.file, { enableForeignKeyConstraints: false });
  for (const sql of BACK.slice(version - 1).toReversed()) database.exec(sql);
  database.exec(`PRAGMA user_version = ${version}`);
  const old = new DatabaseSync(':memory:');
  migrate(connectionTo(old, ':memory:'), version);
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
  const released = numberOf(await store.reservations.reserve(sampleRequest({ vins: sampleVins(3, 1) })));
  await store.reservations.release({ number: released, by: someone('zhang'), at: '', code: 'given-up' });
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
  await register(store, manufacturer, []);
  await register(store, sampleManufacturer({ id: 'maker-2', code: 'QQ2', listings: [] }), []);
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
  await store.archive.keep({ number: numbers[0] ?? '', copy, replaces: null, by: someone('archive') });
  await store.reservations.reserve(sampleRequest({ vins: sampleVins(8, 1) }));
  const before = await store.registry.list({ ...NO_FILTERS, limit: 5, cursor: null });
  store.close();
  backTo(4, (database) => {
    const insert = database.prepare('INSERT INTO documents (number, pdf) VALUES (?, ?)');
    for (const number of numbers) insert.run(number, samplePdf(number));
    const archive = database.prepare('INSERT INTO archive_documents (number, pdf) VALUES (?, ?)');
    archive.run(numbers[0] ?? '', samplePdf('archive'));
  });
  const { embedded, registry, fileReferences, archive } = await fixture.open();
  expect(await registry.list({ ...NO_FILTERS, limit: 5, cursor: null })).toEqual(before);
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

describe('the audit log of a former version', () => {
  const formerRows = (number: string) =>
    [
      ['zhang', 'reserved', number, { manufacturerId: MAKER, vehicles: '2' }],
      ['administrator', 'anchor-added', null, { anchor: 'ca-1' }],
      ['terminal', 'trust-suspended', null, { anchor: 'ca-1', manufacturer: 'XHM' }],
      ['zhang', 'issued', number, { sha256: 'f'.repeat(64) }],
      ['li', 'key-suspended', null, { keyId: 'key-1', manufacturer: MAKER }],
      ['li', 'seal-approved', null, { manufacturer: 'maker-2', version: '1' }],
      ['li', 'sealing-changed', null, { manufacturer: MAKER, policy: 'of-the-install' }],
    ] as const;

  async function formerStore(): Promise<string> {
    const store = await fixture.open();
    const number = await issue(store);
    store.close();
    backTo(4, (database) => {
      const insert = database.prepare('INSERT INTO audit (at, by, action, number, detail) VALUES (?, ?, ?, ?, ?)');
      for (const [index, [by, action, about, detail]] of formerRows(number).entries())
        insert.run(`2026-03-0${index + 1}T00:00:00.000Z`, by, action, about, JSON.stringify(detail));
    });
    return number;
  }

  test('becomes the first part of the chains, entry for entry, with what it said', async () => {
    const number = await formerStore();
    const store = await fixture.open();
    const told = async (stream: string) =>
      (await store.auditLog.list({ stream, after: 0, limit: 100 })).map(({ actor, action, subject, detail }) => [
        ...[actor.name, action, `${subject.kind}:${subject.id}`, detail],
      ]);
    const [reserved, added, suspended, issued, key, seal, sealing] = formerRows(number).map(
      ([by, action, , detail]) => [by, action, detail] as const,
    );
    const row = (entry: typeof reserved, subject: string) => [entry?.[0], entry?.[1], subject, entry?.[2]];
    expect(await told(`manufacturer:${MAKER}`)).toEqual([
      row(reserved, `confirmation:${number}`),
      row(issued, `confirmation:${number}`),
      row(key, 'key:key-1'),
      row(sealing, `manufacturer:${MAKER}`),
    ]);
    expect(await told('manufacturer:maker-2')).toEqual([row(seal, 'seal:maker-2')]);
    expect(await told('operator')).toEqual([row(added, 'anchor:ca-1'), row(suspended, 'anchor:ca-1')]);
    expect(await brokenChains(store)).toEqual([]);
    const [first] = await store.auditLog.about({ kind: 'confirmation', id: number }, 1_000);
    expect(first).toMatchObject({ at: '2026-03-01T00:00:00.000Z', phase: 'recorded', actor: { kind: 'named' } });
  });

  test('gives the same chains in every copy of the store, and new entries follow', async () => {
    await formerStore();
    copyFileSync(fixture.file, `${fixture.file}.copy`);
    const store = await fixture.open();
    const copy = openSqliteStore({ file: `${fixture.file}.copy`, now: () => AT });
    const chains = await store.auditLog.chains();
    expect(chains.map(({ stream, head }) => [stream, head?.position])).toEqual([
      ['manufacturer:maker-1', 4],
      ['manufacturer:maker-2', 1],
      ['operator', 2],
    ]);
    expect(await copy.auditLog.chains()).toEqual(chains);
    copy.close();
    await store.auditLog.append(sampleEntry());
    expect((await store.auditLog.chains())[0]?.head?.position).toBe(5);
    expect(await brokenChains(store)).toEqual([]);
  });
});

test('a seal of a former version keeps the names of those who proposed and approved it, and nothing else of them', async () => {
  const store = await fixture.open();
  await register(store, sampleManufacturer());
  await store.seals.change(MAKER, () => ({
    save: { seal: sampleSeal(), picture: null, entry: sampleEntry() },
    answer: null,
  }));
  store.close();
  backTo(4);
  const { seals } = await fixture.open();
  expect(await seals.list(MAKER)).toEqual([sampleSeal({ proposedBy: { kind: 'named', id: 'zhang', name: 'zhang' } })]);
});

test('a token becomes an access key of the operator, which its bearer still is', async () => {
  const secret = 'vs_a-token-of-a-former-version';
  const hash = sha256Hex(new TextEncoder().encode(secret));
  (await fixture.open()).close();
  backTo(MIGRATIONS.length - 1, (database) =>
    database.exec(`INSERT INTO tokens (holder, sha256, at) VALUES ('wang', '${hash}', '${AT}')`),
  );
  const { collections } = await fixture.open();
  const clock = { now: () => LATER };
  expect(await actorOfAccessKey({ collections, clock }, secret)).toMatchObject({
    ...{ kind: 'key', id: 'wang', name: 'wang', roles: ['administrator'], organisation: { id: 'operator' } },
  });
  await replayAccess(collections, [
    { ...sampleEntry(), action: 'replace-token', phase: 'succeeded', subject: { kind: 'token', id: 'wang' } } as never,
  ]);
  expect(await actorOfAccessKey({ collections, clock }, secret)).toBeNull();
});
