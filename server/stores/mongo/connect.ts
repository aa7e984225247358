import { type Connection, type ConnectOptions, createConnection } from 'mongoose';
import { asMongoFault, MongoUnusable } from './mongo-fault.ts';
import { TIME_LIMIT_MS } from './read-table.ts';

/** By this the server knows connections of instances. */
export const APP_NAME = 'vinseal';
/** And by this one that fills or empties a database: it is none of those that may be in the way. */
export const MOVER_NAME = 'vinseal-mover';

/**
 * The time limit is spelled out for each part of an operation: `timeoutMS` has no effect since version 7.8 of the driver. What is in
 * the address does not weaken what is written here.
 */
const OPTIONS: ConnectOptions = {
  autoIndex: false,
  autoCreate: false,
  bufferCommands: false,
  serverSelectionTimeoutMS: TIME_LIMIT_MS,
  // Also how long a member may be silent between its signs of life, every two seconds: what waits for its answer is ended then.
  connectTimeoutMS: 3_000,
  waitQueueTimeoutMS: TIME_LIMIT_MS,
  socketTimeoutMS: 2 * TIME_LIMIT_MS,
  heartbeatFrequencyMS: 2_000,
  maxPoolSize: 20,
  retryWrites: true,
  retryReads: true,
  readPreference: 'primary',
  readConcern: { level: 'majority' },
  writeConcern: { w: 'majority', journal: true, wtimeoutMS: TIME_LIMIT_MS },
};

/**
 * Connects to the replica set of that address.
 * @throws {MongoUnusable} where there is none; the address is never told
 */
export async function connectMongo(url: string, appName = APP_NAME): Promise<Connection> {
  const connection = createConnection();
  try {
    await open(connection, url, appName);
    await refuseStandalone(connection);
    return connection;
  } catch (error) {
    await connection.destroy().catch(() => undefined);
    throw asMongoFault(error);
  }
}

async function open(connection: Connection, url: string, appName: string): Promise<void> {
  try {
    await connection.openUri(url, { ...OPTIONS, appName });
  } catch (error) {
    // What cannot parse an address repeats it, password and all.
    if (error instanceof Error && error.name === 'MongoParseError') throw new MongoUnusable('store-address-not-valid');
    throw error;
  }
  if (connection.db === undefined) throw new MongoUnusable('store-unreachable');
}

/** A server of a set says its name; a router of a sharded cluster says so. */
async function refuseStandalone(connection: Connection): Promise<void> {
  const hello = await connection.db?.admin().command({ hello: 1 });
  if (hello?.setName === undefined && hello?.msg !== 'isdbgrid') throw new MongoUnusable('store-standalone');
}
