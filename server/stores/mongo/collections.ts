import type {
  CollectedRecord,
  Collection,
  CollectionChange,
  Collections,
  ListQuestion,
  NewRecord,
} from '../../ports/collections.ts';
import { StoreConflict } from '../../ports/store-conflict.ts';
import { checkedCollectionChange, keyText } from '../records/checked-collection-change.ts';
import { appendAudit } from './audit-log.ts';
import type { Database, Db } from './database.ts';
import type { CollectedDocument } from './schema/collected-schema.ts';

/** Collections in MongoDB: one document each, with its unique texts and tags. */
export function createCollections({ db, write }: Database): Collections {
  return {
    find: async (collection, id) => orNull(await db.collected.one('collected record', { _id: `${collection}/${id}` })),
    findUnique: async (collection, unique) =>
      orNull(await db.collected.one('collected record', { uniques: within(collection, unique) })),
    list: async (collection, question) => (await list(db, collection, question)).map(recordOf),
    count: (collection, tags, most) => count(db, collection, tags, most),
    change: (keys, decide) =>
      write(async (transaction) => {
        const names = keys.map(keyText);
        const found = await transaction.collected.many('collected records', { _id: { $in: names } });
        const documents = new Map(found.map((document) => [document._id, document]));
        const change = checkedCollectionChange(keys, decide(names.map((name) => orNull(documents.get(name) ?? null))));
        await save(transaction, documents, change);
        return change.answer;
      }),
  };
}

/** How a unique text or tag of a collection is stored: its index is that of all collections. */
export function within(collection: string, text: string): string {
  return `${collection} ${text}`;
}

/** The text itself. */
export function without(collection: string, stored: string): string {
  return stored.slice(collection.length + 1);
}

function orNull(document: CollectedDocument | null): CollectedRecord | null {
  return document === null ? null : recordOf(document);
}

function recordOf({ collected, id, version, atMs, uniques = [], tags, data }: CollectedDocument): CollectedRecord {
  const own = (texts: readonly string[]) => texts.map((text) => without(collected, text));
  return { id, version, at: new Date(atMs).toISOString(), unique: own(uniques), tags: own(tags), data };
}

function list(db: Db, collection: Collection, { tags, after, limit }: ListQuestion) {
  const atMs = after === null ? 0 : Date.parse(after.at);
  const position =
    after === null ? {} : { atMs: { $lte: atMs }, $or: [{ atMs: { $lt: atMs } }, { atMs, id: { $lt: after.id } }] };
  const filter = { tags: { $all: tags.map((tag) => within(collection, tag)) }, ...position };
  return db.collected.many('collected records', filter, { limit, sort: { atMs: -1, id: -1 } });
}

async function count(db: Db, collection: Collection, tags: readonly string[], most: number): Promise<number> {
  const filter = { tags: { $all: tags.map((tag) => within(collection, tag)) } };
  return Math.min(most, await db.collected.count('collected records counted', filter));
}

async function save(
  db: Db,
  documents: ReadonlyMap<string, CollectedDocument>,
  { put, remove, entries }: CollectionChange<unknown>,
): Promise<void> {
  const removed = remove.map(keyText);
  const changed = new Set([...removed, ...put.map(keyText)]);
  const onlyRead = [...documents.keys()].filter((name) => !changed.has(name));
  // Whoever changes one of them meanwhile stands in the way of this transaction, which then begins anew.
  if (onlyRead.length > 0) await db.collected.change({ _id: { $in: onlyRead } }, { $inc: { reads: 1 } });
  if (removed.length > 0) await db.collected.remove({ _id: { $in: removed } });
  await db.collected.insert(
    put.filter((record) => !documents.has(keyText(record))).map((record) => documentOf(record, 1)),
  );
  for (const record of put) {
    const former = documents.get(keyText(record));
    if (former !== undefined) await replace(db, former, record);
  }
  for (const entry of entries) await appendAudit(db, entry);
}

async function replace(db: Db, { _id, version }: CollectedDocument, record: NewRecord): Promise<void> {
  const { uniques, atMs, tags, data } = documentOf(record, version + 1);
  const update = { $set: { version: version + 1, atMs, tags, data, ...(uniques === undefined ? {} : { uniques }) } };
  const removing = uniques === undefined ? { $unset: { uniques: 1 } } : {};
  if ((await db.collected.change({ _id, version }, { ...update, ...removing })) === 0)
    throw new StoreConflict('constraint-violated', `${_id} was removed by the change that puts it`);
}

function documentOf({ collection, id, at, unique, tags, data }: NewRecord, version: number): CollectedDocument {
  const uniques = unique.map((text) => within(collection, text));
  return {
    ...{ _id: `${collection}/${id}`, collected: collection, id, version, atMs: Date.parse(at), data, reads: 0 },
    ...(uniques.length === 0 ? {} : { uniques }),
    tags: [...new Set(tags)].map((tag) => within(collection, tag)),
  };
}
