import { type Connection, mongo } from 'mongoose';
import { type Models, modelsOf } from './database.ts';
import { asMongoFault, MongoUnusable } from './mongo-fault.ts';
import { takeOverTokens } from './take-over-tokens.ts';
import { liftValidators, unvalidated, validate, validationOf } from './validators.ts';

/**
 * A step of the data, from one version to the next. It may be cut short and done again from its beginning, and done by two at once:
 * what was changed already must not be found again, or be changed to the same.
 */
export type MongoStep = (models: Models) => Promise<void>;

const NO_DATA: MongoStep = async () => undefined;

/**
 * The schema's versions, in order: entry n takes a database from version n to n + 1. An entry that has been released is never edited.
 * Collections, validators and indexes are made after all of them; meanwhile no validator refuses what a step makes of a record. A change that older versions must not meet is an entry, even one that changes no
 * data.
 */
export const MIGRATIONS: readonly MongoStep[] = [
  NO_DATA,
  // What lists are filtered by, and results of checks.
  NO_DATA,
  // Records that all instances share, and those that people work on.
  NO_DATA,
  // `fillings`, and validators: older versions would open what is being filled, or was moved elsewhere.
  NO_DATA,
  // Tokens of former versions are access keys.
  takeOverTokens,
  replaceIndexes,
];

/**
 * Unique indexes that keep a cluster from being sharded give way to others that keep as much unique. The one that begins with
 * the VIN is there before the one that begins with the number goes: instances may be at work.
 */
async function replaceIndexes({ lines, confirmations }: Models): Promise<void> {
  // Of the same fields, without being unique.
  await dropIndex(lines, 'history');
  await lines.collection.createIndex({ vin: 1, number: 1 }, { name: 'number_of_vin', unique: true });
  await dropIndex(lines, 'vin_of_number');
  // A number is the id of its record.
  await dropIndex(confirmations, 'number');
}

/** NamespaceNotFound, IndexNotFound (mongodb/mongo, error_codes.yml). */
const NOT_THERE: ReadonlySet<unknown> = new Set([26, 27]);

async function dropIndex({ collection }: Pick<Models['lines'], 'collection'>, name: string): Promise<void> {
  try {
    await collection.dropIndex(name);
  } catch (fault) {
    if (!(fault instanceof mongo.MongoServerError && NOT_THERE.has(fault.code))) throw fault;
  }
}

/** Which schema this version writes. */
export const SCHEMA_VERSION = MIGRATIONS.length;

/** What was made: names of indexes, each with its collection, and of validators. */
export type Migration = { readonly built: readonly string[] };

/**
 * Brings collections, validators, data and indexes up to date, and writes down how far it came. Again, it does nothing.
 * @param steps other ones than `MIGRATIONS` for tests
 */
export async function migrateMongo(connection: Connection, steps = MIGRATIONS): Promise<Migration> {
  try {
    const models = modelsOf(connection);
    const version = await versionOf(models);
    refuseNewer(version, steps.length);
    const built = await missingOf(connection, models);
    if (version < steps.length) await liftValidators(connection);
    await migrateData(models, version, steps);
    await makeCollections(connection, models);
    for (const model of all(models)) await model.createIndexes();
    return { built };
  } catch (error) {
    throw asMongoFault(error);
  }
}

/** With their validators, which those that were there before are given too. */
async function makeCollections(connection: Connection, models: Models): Promise<void> {
  for (const model of all(models)) await model.createCollection(validationOf(model));
  const former = new Set(await unvalidated(connection, all(models)));
  for (const model of all(models)) if (former.has(model.collection.name)) await validate(connection, model);
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

function refuseNewer(version: number, known = SCHEMA_VERSION): void {
  if (version > known) throw new MongoUnusable('store-newer', `schema ${version}, known up to ${known}`);
}

function all(models: Models): readonly Models['lines'][] {
  return Object.values(models) as readonly Models['lines'][];
}

async function missingOf(connection: Connection, models: Models): Promise<readonly string[]> {
  const validators = (await unvalidated(connection, all(models))).map((name) => `${name}: validator`);
  return [...(await missingIndexes(models)), ...validators];
}

async function missingIndexes(models: Models): Promise<readonly string[]> {
  const missing = await Promise.all(
    all(models).map(async (model) => {
      const { toCreate } = await model.diffIndexes();
      return toCreate.map((keys) => `${model.collection.name}: ${Object.keys(keys).join(' ')}`);
    }),
  );
  return missing.flat();
}
