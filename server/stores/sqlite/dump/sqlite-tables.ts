import type { SQLInputValue } from 'node:sqlite';
import type { RecordedEntry } from '../../../model/access/audit-entry.ts';
import type { SealVersion } from '../../../model/seals/seal.ts';
import type { DumpRecord, TableName } from '../../dump/tables.ts';
import { type EntryRow, entryOf, storeEntry } from '../audit-log.ts';
import { insertSeal, SEAL_COLUMNS, type SealRow, sealOf } from '../seal-register.ts';
import type { Connection } from '../sql.ts';
import { CONFIRMATIONS_SQL, confirmationOf, storeConfirmation } from './confirmation-rows.ts';
import { asBoolean, asJson, type Row } from './read-values.ts';
import { COLLECTED_SQL, collectedOf, SHARED_SQL, sharedOf, storeCollected, storeShared } from './shared-rows.ts';

type Writer = Pick<Connection, 'one' | 'run'>;

/** How the records of one table lie in SQLite. */
export type SqliteTable<Name extends TableName> = {
  /** The tables of the database that hold them. */
  readonly tables: readonly string[];
  /** Reads all of them, a row each, in the order of their key. */
  readonly sql: string;
  readonly read: (row: Row) => unknown;
  readonly store: (db: Writer, record: DumpRecord<Name>) => void;
};

/** A table whose columns are the fields of its records. */
function plain<Name extends TableName>(
  table: string,
  columns: Readonly<Record<string, keyof DumpRecord<Name> & string>>,
  orderBy: string,
  read: (row: Row) => unknown = (row) => row,
): SqliteTable<Name> {
  const names = Object.entries(columns);
  const insert = `INSERT INTO ${table} (${names.map(([column]) => column).join(', ')}) VALUES (${names.map(() => '?').join(', ')})`;
  return {
    tables: [table],
    sql: `SELECT ${names.map(([column, field]) => `${column} AS "${field}"`).join(', ')} FROM ${table} ORDER BY ${orderBy}`,
    read,
    store: (db, record) =>
      void db.run(insert, ...names.map(([, field]) => asSql((record as Readonly<Record<string, unknown>>)[field]))),
  };
}

function asSql(value: unknown): SQLInputValue {
  return typeof value === 'boolean' ? Number(value) : (value as SQLInputValue);
}

const LINES = {
  number: 'number',
  line: 'line',
  vin: 'vin',
  status: 'status',
  at: 'at',
  by: 'by',
  reason: 'reason',
  superseded_by: 'supersededBy',
  destination: 'destination',
  test: 'test',
} as const;

export const SQLITE_TABLES: { readonly [Name in TableName]: SqliteTable<Name> } = {
  manufacturers: {
    tables: ['manufacturers', 'outlets'],
    sql: `SELECT id, code, data, (SELECT json_group_array(json(data)) FROM
            (SELECT data FROM outlets WHERE manufacturer_id = manufacturers.id ORDER BY position)) AS outlets
          FROM manufacturers ORDER BY id`,
    read: ({ id, code, data, outlets }) => ({ id, code, data: asJson(data), outlets: asJson(outlets) }),
    store: (db, { id, code, data, outlets }) => {
      db.run('INSERT INTO manufacturers (id, code, data) VALUES (?, ?, ?)', id, code, JSON.stringify(data));
      const sql = 'INSERT INTO outlets (manufacturer_id, position, id, data) VALUES (?, ?, ?, ?)';
      for (const [position, outlet] of outlets.entries()) db.run(sql, id, position, outlet.id, JSON.stringify(outlet));
    },
  },
  seals: {
    tables: ['seals', 'seal_pictures'],
    sql: `SELECT ${SEAL_COLUMNS}, content FROM seals LEFT JOIN seal_pictures USING (manufacturer_id, version)
          ORDER BY manufacturer_id, version`,
    read: ({ content, ...row }) => ({ ...sealOf(row as unknown as SealRow), content }),
    store: (db, { content, ...seal }) =>
      insertSeal(db, seal as unknown as SealVersion, content === null ? null : { content }),
  },
  counters: plain('sequences', { maker_code: 'makerCode', year: 'year', last: 'last' }, 'maker_code, year'),
  confirmations: {
    tables: ['confirmations', 'summaries', 'archive', 'archive_former'],
    sql: CONFIRMATIONS_SQL,
    read: confirmationOf,
    store: storeConfirmation,
  },
  lines: plain('lines', LINES, 'number, vin', (row) => ({ ...row, test: asBoolean(row.test) })),
  'audit-entries': {
    tables: ['audit_entries'],
    sql: 'SELECT * FROM audit_entries ORDER BY stream, position',
    read: (row) => entryOf(row as unknown as EntryRow),
    store: (db, record) => storeEntry(db, record satisfies RecordedEntry),
  },
  'audit-heads': {
    tables: ['audit_heads'],
    sql: 'SELECT stream, position, hash FROM audit_heads ORDER BY stream',
    read: (row) => row,
    // The entries have made them already.
    store: (db, { stream, position, hash }) =>
      void db.run(
        `INSERT INTO audit_heads (stream, position, hash) VALUES (?, ?, ?)
         ON CONFLICT (stream) DO UPDATE SET position = excluded.position, hash = excluded.hash`,
        stream,
        position,
        hash,
      ),
  },
  recovery: {
    tables: ['recovery'],
    sql: 'SELECT restored_at AS restoredAt, complete, confirmed_at AS confirmedAt FROM recovery',
    read: ({ complete, ...row }) => ({ ...row, isComplete: asBoolean(complete) }),
    store: (db, { restoredAt, isComplete, confirmedAt }) =>
      void db.run(
        'INSERT INTO recovery (id, restored_at, complete, confirmed_at) VALUES (1, ?, ?, ?)',
        restoredAt,
        Number(isComplete),
        confirmedAt,
      ),
  },
  unrecovered: plain(
    'unrecovered',
    { maker_code: 'makerCode', year: 'year', first: 'first', last: 'last' },
    'maker_code, year, first',
  ),
  awaited: plain(
    'awaited',
    { number: 'number', sha256: 'sha256', key_id: 'keyId', seal_version: 'sealVersion', issued_by: 'issuedBy' },
    'number',
  ),
  'shared-records': { tables: ['shared_records'], sql: SHARED_SQL, read: sharedOf, store: storeShared },
  'shared-revisions': plain('shared_revisions', { kind: 'kind', revision: 'revision' }, 'kind'),
  collected: {
    tables: ['collected', 'collected_uniques', 'collected_tags'],
    sql: COLLECTED_SQL,
    read: collectedOf,
    store: storeCollected,
  },
  'check-results': plain(
    'check_results',
    { key: 'key', checked_ms: 'checkedMs', length: 'length', data: 'data' },
    'key',
  ),
};

/** Tables that hold nothing to be moved, and why. */
export const SQLITE_NOT_MOVED: Readonly<Record<string, string>> = {
  documents: 'PDFs of former versions: moved into files before anything else is',
  archive_documents: 'PDFs of former versions: moved into files before anything else is',
  check_results_total: 'kept up by triggers as results come in',
  revocation_answers: 'what was fetched of revocation: is fetched again',
  revocation_answers_total: 'kept up by triggers as answers come in',
};

/** Columns that are read from no row, and what makes them. */
export const SQLITE_DERIVED: Readonly<Record<string, string>> = {
  'confirmations.exporter_uscc': 'the summary',
  'recovery.id': 'there is one row',
  'collected_uniques.text': 'the list beside the record',
  'collected_tags.tag': 'the list beside the record',
};
