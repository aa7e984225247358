import type { Connection } from 'mongoose';
import { type Models, modelsOf } from './database.ts';
import { asMongoFault, MongoUnusable } from './mongo-fault.ts';
import { unvalidated, validate, validationOf } from './validators.ts';

/** Which schema this version writes. A change that older versions cannot read counts it up. */
export const SCHEMA_VERSION = 3;

/** What was made: names of indexes, each with its collection, and of validators. */
export type Migration = { readonly built: readonly string[] };

/** Makes the collections, validators and indexes that are missing, and writes down the schema's version. Again, it does nothing. */
export async function migrateMongo(connection: Connection): Promise<Migration> {
  try {
    const models = modelsOf(connection);
    refuseNewer(await versionOf(models));
    const built = await missingOf(connection, models);
    for (const model of all(models)) {
      await model.createCollection(validationOf(model));
      await model.createIndexes();
    }
    // Those that were there before.
    const former = new Set(await unvalidated(connection, all(models)));
    for (const model of all(models)) if (former.has(model.collection.name)) await validate(connection, model);
    await models.versions.updateOne({ _id: 'schema' }, { $set: { version: SCHEMA_VERSION } }, { upsert: true });
    return { built };
  } catch (error) {
    throw asMongoFault(error);
  }
}

/**
 * Looks whether everything is there that keeps numbers and VINs unique, and records as they must be.
 * @throws {MongoUnusable} `store-not-migrated`, `store-newer`
 */
export async function refuseUnmigrated(connection: Connection): Promise<void> {
  try {
    const models = modelsOf(connection);
    const version = await versionOf(models);
    refuseNewer(version);
    const missing = await missingOf(connection, models);
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

function refuseNewer(version: number): void {
  if (version > SCHEMA_VERSION)
    throw new MongoUnusable('store-newer', `schema ${version}, known up to ${SCHEMA_VERSION}`);
}

function all(models: Models): readonly Models['lines'][] {
  return Object.values(models) as readonly Models['lines'][];
}

async function missingOf(connection: Connection, models: Models): Promise<readonly string[]> {
  const validators = (await unvalidated(connection, all(models))).map((name) => `${name}: validator`);
  return [...(await missingIndexes(models)), ...validators];
}

async function missingIndexes(models: Models): Promise<readonly string[]> {
  const missing: string[] = [];
  for (const model of all(models)) {
    const { toCreate } = await model.diffIndexes();
    missing.push(...toCreate.map((keys) => `${model.collection.name}: ${Object.keys(keys).join(' ')}`));
  }
  return missing;
}
