import type { Connection } from 'mongoose';
import { MoveFault } from '../../../ports/move-fault.ts';
import type { Filling, Progress, StoreTarget } from '../../dump/store-view.ts';
import { createAuditLog } from '../audit-log.ts';
import { INSTALL } from '../claim-database.ts';
import { type Database, type Models, modelsOf, openDatabase } from '../database.ts';
import { FILLING } from '../fillings.ts';
import { migrateMongo } from '../migrate.ts';
import type { Records } from '../records.ts';
import { MONGO_TABLES } from './mongo-tables.ts';
import { mongoView } from './mongo-view.ts';

/**
 * Opens an empty database to be filled, or one of the same filling that was not finished; what an earlier try with something else left
 * in it is removed. Collections and indexes are made.
 * @throws {MoveFault} `move-target-not-empty`
 */
export async function openMongoTarget(connection: Connection, filling: Filling): Promise<StoreTarget> {
  await refuseFilled(connection, filling);
  await migrateMongo(connection);
  const database = openDatabase(connection);
  const { db, write } = database;
  await begin(database, modelsOf(connection), filling);
  return {
    ...mongoView(connection),
    auditLog: createAuditLog(database),
    progress: async () => (await db.fillings.one('filling', FILLING))?.counts ?? {},
    take: async (table, records, count) => {
      const { model, write: written } = MONGO_TABLES[table] as Writing;
      await write(async (within) => {
        await (within[model] as Records<unknown>).insert(records.map((record) => written(record as never)));
        await note(within, table, count);
      });
    },
    noteDocuments: (count) => note(db, 'documents', count),
    complete: () => complete(database, modelsOf(connection)),
    discard: async () => {
      await db.fillings.change(FILLING, { $set: { state: 'clearing' } });
    },
  };
}

type Writing = { readonly model: keyof Models; readonly write: (record: never) => unknown };

function note({ fillings }: Pick<Database['db'], 'fillings'>, name: keyof Progress, count: number): Promise<void> {
  return fillings.set(FILLING, { $set: { [`counts.${name}`]: count } });
}

/** Whatever is in it belongs to somebody: another registry, one that was moved away, or another program. */
async function refuseFilled(connection: Connection, { id }: Filling): Promise<void> {
  const { db } = connection;
  if (db === undefined) throw new Error('the connection is closed');
  const known = await db.collection<{ _id: string; id: string; state: string }>('fillings').findOne(FILLING);
  if (known?.id === id && known.state !== 'leaving' && known.state !== 'moved') return;
  for (const { name } of await db.listCollections({}, { nameOnly: true }).toArray()) {
    const found = name.startsWith('system.')
      ? null
      : await db.collection<{ _id: unknown }>(name).findOne(OTHERS[name] ?? {});
    if (found === null) continue;
    throw new MoveFault('move-target-not-empty', `the database has records in ${name} already: name an empty one`);
  }
}

/** What `vinseal migrate`, and trials of writing, leave in an empty database. */
const OTHERS: Readonly<Record<string, object>> = {
  versions: { _id: { $ne: 'schema' } },
  trials: { _id: { $nin: ['trial', 'file'] } },
};

async function begin({ db }: Database, models: Models, { id, digest }: Filling): Promise<void> {
  const known = await db.fillings.one('filling', FILLING);
  if (known?.state === 'filling' && known.digest === digest) return;
  if (known !== null) await removeAll(models, { id, digest });
  await db.fillings.set(FILLING, { $set: { id, digest, state: 'filling', counts: {} } });
}

/** The filling is told of first: a process that dies meanwhile leaves a database that begins anew. */
async function removeAll(models: Models, filling: Filling): Promise<void> {
  const { versions, fillings, ...others } = models;
  await fillings.updateOne(FILLING, { $set: { ...filling, state: 'clearing' } });
  await versions.deleteOne(INSTALL);
  for (const model of Object.values(others) as readonly Models['lines'][]) await model.deleteMany({});
}

async function complete({ db }: Database, { checkResults }: Models): Promise<void> {
  const [total] = await checkResults.aggregate<{ length: number }>([
    { $group: { _id: null, length: { $sum: '$length' } } },
  ]);
  await db.totals.set({ _id: 'check-results' }, { $set: { length: total?.length ?? 0 } });
}
