import type { Connection } from 'mongoose';
import { type Models, modelsOf } from './database.ts';
import { asMongoFault, MongoUnusable } from './mongo-fault.ts';

/**
 * A step of the data, from one version to the next. It may be cut short and done again from its beginning, and done by two at once:
 * what was changed already must not be found again, or be changed to the same.
 */
export type MongoStep = (models: Models) => Promise<void>;

const NO_DATA: MongoStep = async () => undefined;

/**
 * The schema's versions, in order: entry n takes a database from version n to n + 1. An entry that has been released is never edited.
 * Collections and indexes are made after all of them. A change that older versions must not meet is an entry, even one that changes no
 * data.
 */
export const MIGRATIONS: readonly MongoStep[] = [
  NO_DATA,
  // What lists are filtered by, and results of checks.
  NO_DATA,
  // Records that all instances share, and those that people work on.
  NO_DATA,
  // `fillings`: older versions would open what is being filled, or was moved elsewhere.
  NO_DATA,
];

/** Which schema this version writes. */
export const SCHEMA_VERSION = MIGRATIONS.length;

/** What was made: names of indexes, each with its collection. */
export type Migration = { readonly built: readonly string[] };

/**
 * Brings data, collections and indexes up to date, and writes down how far it came. Again, it does nothing.
 * @param steps other ones than `MIGRATIONS` for tests
 */
export async function migrateMongo(connection: Connection, steps = MIGRATIONS): Promise<Migration> {
  try {
    const models = modelsOf(connection);
    const version = await versionOf(models);
    refuseNewer(version, steps.length);
    const built = await missingIndexes(models);
    await migrateData(models, version, steps);
    for (const model of Object.values(models) as readonly Models['lines'][]) {
      await model.createCollection();
      await model.createIndexes();
    }
    return { built };
  } catch (error) {
    throw asMongoFault(error);
  }
}

async function migrateData(models: Models, version: number, steps: readonly MongoStep[]): Promise<void> {
  for (const [index, step] of steps.entries()) {
    if (index < version) continue;
    await step(models);
    // Never back: another one may have come further meanwhile.
    await models.versions.updateOne({ _id: 'schema' }, { $max: { version: index + 1 } }, { upsert: true });
  }
}

/**
 * Looks whether everything is there that keeps numbers and VINs unique.
 * @throws {MongoUnusable} `store-not-migrated`, `store-newer`
 */
export async function refuseUnmigrated(connection: Connection): Promise<void> {
  try {
    const models = modelsOf(connection);
    const version = await versionOf(models);
    refuseNewer(version);
    const missing = await missingIndexes(models);
    if (missing.length > 0 || version < SCHEMA_VERSION)
      throw new MongoUnusable('store-not-migrated', missing.slice(0, 5).join(', '));
  } catch (error) {
    throw asMongoFault(error);
  }
}

async function versionOf({ versions }: Models): Promise<number> {
  const record = await versions.findOne({ _id: 'schema' }).lean().exec();
  return record?.version ?? 0;
}

function refuseNewer(version: number, known = SCHEMA_VERSION): void {
  if (version > known) throw new MongoUnusable('store-newer', `schema ${version}, known up to ${known}`);
}

async function missingIndexes(models: Models): Promise<readonly string[]> {
  const missing: string[] = [];
  for (const model of Object.values(models) as readonly Models['lines'][]) {
    const { toCreate } = await model.diffIndexes();
    missing.push(...toCreate.map((keys) => `${model.collection.name}: ${Object.keys(keys).join(' ')}`));
  }
  return missing;
}
