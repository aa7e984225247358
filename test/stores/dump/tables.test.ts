/** Whatever a store keeps is moved and backed up, or is on a list that says why not. */

import { DatabaseSync } from 'node:sqlite';
import { expect, test } from '@jest/globals';
import { createConnection } from 'mongoose';
import { modelsOf } from '../../../server/stores/mongo/database.ts';
import { MONGO_NOT_MOVED, MONGO_TABLES } from '../../../server/stores/mongo/dump/mongo-tables.ts';
import { refuseWithoutSnapshots } from '../../../server/stores/mongo/dump/mongo-view.ts';
import { connectionTo } from '../../../server/stores/sqlite/connection.ts';
import { SQLITE_DERIVED, SQLITE_NOT_MOVED, SQLITE_TABLES } from '../../../server/stores/sqlite/dump/sqlite-tables.ts';
import { migrate } from '../../../server/stores/sqlite/migrations.ts';

const database = new DatabaseSync(':memory:');
migrate(connectionTo(database, ':memory:'));
const named = (sql: string) =>
  database
    .prepare(sql)
    .all()
    .map(({ name }) => String(name));

test('every table of SQLite, and every column', () => {
  const tables = named(`SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`);
  const entries = Object.values(SQLITE_TABLES);
  const known = [...entries.flatMap((entry) => entry.tables), ...Object.keys(SQLITE_NOT_MOVED)];
  expect(tables.toSorted()).toEqual(known.toSorted());
  const lost = entries.flatMap(({ tables: own, sql }) =>
    own
      .flatMap((table) => named(`SELECT name FROM pragma_table_info('${table}')`).map((column) => `${table}.${column}`))
      .filter((column) => !(column in SQLITE_DERIVED) && !sql.includes('SELECT *'))
      .filter((column) => !sql.split(/\W+/).includes(column.split('.')[1] ?? '')),
  );
  expect(lost).toEqual([]);
});

test('every collection of MongoDB', () => {
  const collections = Object.keys(modelsOf(createConnection()));
  const known = [...Object.values(MONGO_TABLES).map(({ model }) => model), ...Object.keys(MONGO_NOT_MOVED)];
  expect(collections.toSorted()).toEqual(known.toSorted());
});

test('servers that cannot be read at one moment are refused', () => {
  const [before, from] = [12, 13];
  expect(() => refuseWithoutSnapshots(before)).toThrow(expect.objectContaining({ code: 'backup-needs-mongo-5' }));
  refuseWithoutSnapshots(from);
});
