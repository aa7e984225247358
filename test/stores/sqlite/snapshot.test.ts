import { rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from '@jest/globals';
import { openSqliteStore } from '../../../server/stores/sqlite/open-store.ts';
import { sqliteFixture } from './sqlite-fixture.ts';

test('a snapshot holds the operator’s revocation lists, and nothing of what was fetched', async () => {
  const fixture = await sqliteFixture();
  const store = openSqliteStore({ file: fixture.file, now: () => '2026-03-01T08:00:00.000Z' });
  const copy = `${fixture.file}.copy`;
  try {
    const fetched = { key: 'a'.repeat(64), octets: new Uint8Array(100), freshUntil: 1 };
    await store.revocationAnswers.put(fetched, 1_000);
    const list = { name: 'list', content: Uint8Array.of(1) };
    await store.shared.change('revocation-lists', () => ({ put: [list], remove: [], answer: null }));
    store.snapshots.write(copy);
    const database = new DatabaseSync(copy);
    const count = (table: string) => database.prepare(`SELECT count(*) AS n FROM ${table}`).get()?.n;
    expect([count('shared_records'), count('revocation_answers')]).toEqual([1, 0]);
    expect(database.prepare('SELECT length FROM revocation_answers_total').get()?.length).toBe(0);
    database.close();
    expect(await store.revocationAnswers.find(fetched.key, 0)).toEqual(fetched);
  } finally {
    store.close();
    rmSync(copy, { force: true });
    await fixture.dispose();
  }
});
