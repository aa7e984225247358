import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { issue, numberOf, sampleRequest, sampleVins } from '../../contract/store-samples.ts';
import { type SqliteFixture, sqliteFixture } from './sqlite-fixture.ts';

/** Whatever the code above it does, the database itself refuses these. */

let fixture: SqliteFixture;
let database: DatabaseSync;
let numbers: { readonly live: string; readonly open: string };
beforeEach(async () => {
  fixture = await sqliteFixture();
  const store = await fixture.open();
  const live = await issue(store, { vins: sampleVins(1, 2), idempotencyKey: 'key-1' });
  const open = numberOf(await store.reservations.reserve(sampleRequest({ vins: sampleVins(3, 2) })));
  numbers = { live, open };
  database = new DatabaseSync(fixture.file);
});
afterEach(() => {
  database.close();
  return fixture.dispose();
});

test.each(['live', 'reserved'])('a VIN %s twice', (status) => {
  const sql = `UPDATE lines SET vin = 'ZZ9TEST0000000099', status = '${status}' WHERE line = 1`;
  expect(() => database.exec(sql)).toThrow('UNIQUE');
});

test('a number or an idempotency key twice', () => {
  const columns = Object.keys(database.prepare('SELECT * FROM confirmations').get() ?? {});
  const copy = (changed: Readonly<Record<string, string>>) => {
    const values = columns.map((column) => changed[column] ?? column);
    return `INSERT INTO confirmations SELECT ${values.join(', ')} FROM confirmations WHERE number = '${numbers.live}'`;
  };
  expect(() => database.exec(copy({ sequence: '9' }))).toThrow('UNIQUE');
  expect(() => database.exec(copy({ number: `'other'` }))).toThrow('UNIQUE');
  expect(() => database.exec(copy({ number: `'other'`, sequence: '9' }))).toThrow('UNIQUE');
  database.exec(copy({ number: `'other'`, sequence: '9', idempotency_key: 'NULL' }));
});

test('a live confirmation without content, hash or key', () => {
  for (const column of ['content', 'sha256', 'key_id', 'issued_by', 'issued_at', 'issued_ms'])
    expect(() => database.exec(`UPDATE confirmations SET ${column} = NULL WHERE state = 'live'`)).toThrow('CHECK');
  expect(() => database.exec(`UPDATE confirmations SET state = 'live' WHERE number = '${numbers.open}'`)).toThrow(
    'CHECK',
  );
});

test('removing what a confirmation rests on', () => {
  for (const sql of ['DELETE FROM confirmations', `UPDATE lines SET number = 'nobody' WHERE status = 'live'`])
    expect(() => database.exec(sql)).toThrow('FOREIGN KEY');
});

test('a change to the audit log', () => {
  for (const sql of [`UPDATE audit_entries SET actor_id = 'nobody'`, 'DELETE FROM audit_entries'])
    expect(() => database.exec(sql)).toThrow('append-only');
});
