import type { DatabaseSync } from 'node:sqlite';
import type { StoreView } from '../../dump/store-view.ts';
import { asStoreFault } from '../store-unusable.ts';
import type { Row } from './read-values.ts';
import { SQLITE_TABLES } from './sqlite-tables.ts';

/** A store file to be read whole, row by row, as its connection sees it. */
export function sqliteView(database: DatabaseSync, file: string): StoreView {
  return {
    records: async function* (table, skip) {
      const { sql, read } = SQLITE_TABLES[table];
      try {
        for (const row of database.prepare(`${sql} LIMIT -1 OFFSET ?`).iterate(skip)) yield read({ ...(row as Row) });
      } catch (error) {
        throw asStoreFault(file, error);
      }
    },
  };
}
