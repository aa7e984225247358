import type { DumpRecord } from '../../dump/tables.ts';
import type { Connection } from '../sql.ts';
import { asJson, type Row } from './read-values.ts';

/** Records that all instances share keep the order within their kind, not their numbers: those are of the store. */
export const SHARED_SQL = `
  SELECT kind, name, content, row_number() OVER (PARTITION BY kind ORDER BY position) AS place FROM shared_records
  ORDER BY kind, position`;

export function sharedOf({ content, ...row }: Row): unknown {
  return { ...row, content: content instanceof Uint8Array ? Buffer.from(content).toString('base64') : null };
}

export function storeShared(db: Pick<Connection, 'run'>, { kind, name, content }: DumpRecord<'shared-records'>): void {
  const bytes = Buffer.from(content, 'base64');
  db.run('INSERT INTO shared_records (kind, name, content) VALUES (?, ?, ?)', kind, name, bytes);
}

/** As the other store orders them, too. */
export const COLLECTED_SQL = `
  SELECT collection, id, version, at_ms AS atMs, uniques, tags, data FROM collected ORDER BY collection || '/' || id`;

export function collectedOf({ uniques, tags, ...row }: Row): unknown {
  const known = asJson(tags);
  return { ...row, uniques: asJson(uniques), tags: Array.isArray(known) ? [...new Set(known)] : known };
}

export function storeCollected(db: Pick<Connection, 'run'>, record: DumpRecord<'collected'>): void {
  const { collection, id, version, atMs, uniques, tags, data } = record;
  db.run(
    'INSERT INTO collected (collection, id, version, at_ms, uniques, tags, data) VALUES (?, ?, ?, ?, ?, ?, ?)',
    ...[collection, id, version, atMs, JSON.stringify(uniques), JSON.stringify(tags), data],
  );
  for (const text of uniques)
    db.run('INSERT INTO collected_uniques (collection, text, id) VALUES (?, ?, ?)', collection, text, id);
  for (const tag of tags)
    db.run('INSERT INTO collected_tags (collection, tag, at_ms, id) VALUES (?, ?, ?, ?)', collection, tag, atMs, id);
}
