import type {
  CollectedRecord,
  Collection,
  CollectionChange,
  Collections,
  ListQuestion,
  NewRecord,
  RecordKey,
} from '../../ports/collections.ts';
import { checkedCollectionChange, keyText } from '../records/checked-collection-change.ts';
import { appendAudit } from './audit-log.ts';
import type { Connection } from './sql.ts';

type Row = {
  readonly id: string;
  readonly version: number;
  readonly at_ms: number;
  readonly uniques: string;
  readonly tags: string;
  readonly data: string;
};

/** Collections in SQLite: one table of records, and one each that unique texts and tags are found by. */
export function createCollections(db: Connection): Collections {
  return {
    find: async (collection, id) => find(db, { collection, id }),
    findUnique: async (collection, unique) => {
      const row = db.one<Row>(
        `SELECT collected.* FROM collected_uniques JOIN collected USING (collection, id)
         WHERE collected_uniques.collection = ? AND text = ?`,
        collection,
        unique,
      );
      return row === null ? null : recordOf(row);
    },
    list: async (collection, question) => list(db, collection, question),
    count: async (collection, tags, most) => count(db, collection, tags, most),
    change: async (keys, decide) =>
      db.write(() => {
        const records = keys.map((key) => find(db, key));
        const change = checkedCollectionChange(keys, decide(records));
        save(db, new Set(keys.map(keyText)), change);
        return change.answer;
      }),
  };
}

function find(db: Connection, { collection, id }: RecordKey): CollectedRecord | null {
  const row = db.one<Row>('SELECT * FROM collected WHERE collection = ? AND id = ?', collection, id);
  return row === null ? null : recordOf(row);
}

function recordOf({ id, version, at_ms, uniques, tags, data }: Row): CollectedRecord {
  const at = new Date(at_ms).toISOString();
  return { id, version, at, unique: JSON.parse(uniques), tags: JSON.parse(tags), data };
}

/** The first tag leads; of what it finds, the others are asked for. */
function withTags(tags: readonly string[]): string {
  const others = tags.slice(1).map(
    () => `AND EXISTS (SELECT 1 FROM collected_tags AS other
       WHERE other.collection = led.collection AND other.tag = ? AND other.at_ms = led.at_ms AND other.id = led.id)`,
  );
  return `led.collection = ? AND led.tag = ? ${others.join(' ')}`;
}

function list(
  db: Connection,
  collection: Collection,
  { tags, after, limit }: ListQuestion,
): readonly CollectedRecord[] {
  const start = after === null ? [Number.MAX_SAFE_INTEGER, ''] : [Date.parse(after.at), after.id];
  return db.all<Row>(listStatement(tags), collection, ...tags, ...start, limit).map(recordOf);
}

/** What a page of a list is read with: collection, tags, position and limit are its values. */
export function listStatement(tags: readonly string[]): string {
  return `SELECT collected.* FROM collected_tags AS led JOIN collected USING (collection, id)
    WHERE ${withTags(tags)} AND (led.at_ms, led.id) < (?, ?)
    ORDER BY led.at_ms DESC, led.id DESC LIMIT ?`;
}

function count(db: Connection, collection: Collection, tags: readonly string[], most: number): number {
  const row = db.one<{ found: number }>(
    `SELECT count(*) AS found FROM (SELECT 1 FROM collected_tags AS led WHERE ${withTags(tags)} LIMIT ?)`,
    collection,
    ...tags,
    most,
  );
  return row?.found ?? 0;
}

function save(db: Connection, asked: ReadonlySet<string>, { put, remove, entries }: CollectionChange<unknown>): void {
  for (const { collection, id } of remove)
    db.run('DELETE FROM collected WHERE collection = ? AND id = ?', collection, id);
  for (const record of put) putRecord(db, record, asked.has(keyText(record)));
  for (const entry of entries) appendAudit(db, entry);
}

/** What was not read first must be new: the primary key refuses it else. */
function putRecord(db: Connection, record: NewRecord, mayReplace: boolean): void {
  const { collection, id, at, unique, tags, data } = record;
  const atMs = Date.parse(at);
  const replacing = mayReplace
    ? `ON CONFLICT (collection, id) DO UPDATE SET version = version + 1, at_ms = excluded.at_ms,
         uniques = excluded.uniques, tags = excluded.tags, data = excluded.data`
    : '';
  db.run(
    `INSERT INTO collected (collection, id, version, at_ms, uniques, tags, data) VALUES (?, ?, 1, ?, ?, ?, ?) ${replacing}`,
    ...[collection, id, atMs, JSON.stringify(unique), JSON.stringify(tags), data],
  );
  db.run('DELETE FROM collected_uniques WHERE collection = ? AND id = ?', collection, id);
  db.run('DELETE FROM collected_tags WHERE collection = ? AND id = ?', collection, id);
  for (const text of unique)
    db.run('INSERT INTO collected_uniques (collection, text, id) VALUES (?, ?, ?)', collection, text, id);
  for (const tag of new Set(tags))
    db.run('INSERT INTO collected_tags (collection, tag, at_ms, id) VALUES (?, ?, ?, ?)', collection, tag, atMs, id);
}
