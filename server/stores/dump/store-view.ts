import type { AuditLog } from '../../ports/audit-log.ts';
import { DUMP_TABLES, type DumpRecord, type TableName } from './tables.ts';

/**
 * A store to be read whole. Records of a table come in the order of their key, which is the same in every store: texts by their
 * UTF-8 octets, numbers by value.
 */
export type StoreView = {
  /** As they are stored, not judged; without the first `skip` of them. Few are in memory at once. */
  readonly records: (table: TableName, skip: number) => AsyncIterable<unknown>;
};

/** How many records of each table a target holds. */
export type Progress = Readonly<Partial<Record<TableName | 'documents', number>>>;

/** What is being filled, and with what: another filling of the same one with something else begins anew. */
export type Filling = {
  /** Of the move or the restore. */
  readonly id: string;
  /** Of what it is filled with. */
  readonly digest: string;
};

/** An empty store that takes records in; nobody opens it until it is finished. */
export type StoreTarget = StoreView & {
  readonly auditLog: AuditLog;
  readonly progress: () => Promise<Progress>;
  /** Stores the next records of a table, and how many there are then, in one durable transaction. */
  readonly take: <Name extends TableName>(
    table: Name,
    records: readonly DumpRecord<Name>[],
    count: number,
  ) => Promise<void>;
  /** Notes how many confirmations have their documents here. */
  readonly noteDocuments: (count: number) => Promise<void>;
  /** What follows from the records and is in none of them. Again, it changes nothing. */
  readonly complete: () => Promise<void>;
  /** What is in it is not what was sent: the next filling begins anew. */
  readonly discard: () => Promise<void>;
};

/** A record that is not what its table holds. */
export class RecordNotWhole extends Error {
  readonly table: TableName;
  readonly key: string;

  constructor(table: TableName, key: string) {
    super(`${table}: ${key}`);
    this.name = 'RecordNotWhole';
    this.table = table;
    this.key = key;
  }
}

/** The records of a table, judged. @throws {RecordNotWhole} */
export async function* wholeRecords<Name extends TableName>(
  view: StoreView,
  table: Name,
  skip = 0,
): AsyncGenerator<DumpRecord<Name>> {
  for await (const record of view.records(table, skip)) yield readRecord(table, record);
}

/** @throws {RecordNotWhole} */
export function readRecord<Name extends TableName>(table: Name, record: unknown): DumpRecord<Name> {
  const read = DUMP_TABLES[table].safeParse(record);
  if (read.success) return read.data as DumpRecord<Name>;
  throw new RecordNotWhole(table, keyOf(record));
}

/** By what an operator finds a record again. */
function keyOf(record: unknown): string {
  const fields = typeof record === 'object' && record !== null ? (record as Readonly<Record<string, unknown>>) : {};
  const named = [
    'number',
    'stream',
    'id',
    'manufacturerId',
    'makerCode',
    'holder',
    'key',
    'line',
    'position',
    'version',
  ];
  return named.flatMap((name) => (name in fields ? [String(fields[name])] : [])).join(' ');
}

/** The documents that a confirmation names: the original, the archive copy, and those that were replaced. */
export function documentsOf({ state, sha256, archive }: DumpRecord<'confirmations'>): readonly string[] {
  const copies = archive === null ? [] : [archive.sha256, ...archive.former.map((former) => former.sha256)];
  return [state === 'live' ? sha256 : null, ...copies].filter((name) => name !== null);
}
