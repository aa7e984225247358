import { setTimeout as sleep } from 'node:timers/promises';
import { type Connection, createConnection } from 'mongoose';
import { LEASE_MS } from '../../../server/ports/reservation-leases.ts';
import { ABANDONED_MS, endAbandoned } from '../../../server/stores/mongo/abandoned-transactions.ts';
import { connectMongo } from '../../../server/stores/mongo/connect.ts';
import { modelsOf, openDatabase } from '../../../server/stores/mongo/database.ts';
import { createDocumentFiles } from '../../../server/stores/mongo/document-files.ts';
import { migrateMongo, refuseUnmigrated } from '../../../server/stores/mongo/migrate.ts';
import { type MongoStore, openOn } from '../../../server/stores/mongo/open-mongo-store.ts';
import type { FilesFixture } from '../../contract/document-files.contract.ts';
import type { StoreFixture } from '../../contract/store-fixture.ts';
import { LATER } from '../../contract/store-samples.ts';
import type { TestMongo } from '../../support/mongod.ts';

export type MongoFixture = Omit<StoreFixture, 'open'> & {
  readonly url: string;
  readonly open: () => Promise<MongoStore>;
};

/**
 * A database of a test file's own on a replica set that runs, emptied after each test: building its indexes takes a second.
 * Connections are used again: each looks once whether the indexes are there.
 */
export async function openTestDatabase(mongo: TestMongo) {
  const url = mongo.url(`vinseal-test-${process.pid}-${Date.now()}`);
  const connection = await createConnection(url, { autoIndex: false, autoCreate: false }).asPromise();
  await migrateMongo(connection);
  const connections = connectionsTo(url);
  return {
    url,
    connection,
    fixture: async (): Promise<MongoFixture> => mongoFixture(url, connection, connections),
    drop: async () => {
      await connections.end();
      await connection.dropDatabase();
      await connection.destroy();
    },
  };
}

type Connections = ReturnType<typeof connectionsTo>;

function connectionsTo(url: string) {
  const idle: Connection[] = [];
  const connect = async () => {
    const connection = await connectMongo(url);
    await refuseUnmigrated(connection);
    return connection;
  };
  return {
    take: async () => idle.pop() ?? (await connect()),
    giveBack: async (connection: Connection) => void idle.push(connection),
    end: () => Promise.all(idle.map((connection) => connection.destroy())),
  };
}

function mongoFixture(url: string, connection: Connection, connections: Connections): MongoFixture {
  const opened: MongoStore[] = [];
  return {
    url,
    open: async () => {
      const own = await connections.take();
      const store = await openOn(own, { now: () => LATER, install: 'test' }, () => connections.giveBack(own));
      opened.push(store);
      return store;
    },
    passLease: (share) => passTime(connection, LEASE_MS * share + 1),
    dispose: async () => {
      await Promise.all(opened.map((store) => store.close()));
      await empty(connection);
    },
  };
}

/** Nobody moves the clock of a server: the leases are moved back instead. */
export async function passTime(connection: Connection, ms: number): Promise<void> {
  const { confirmations } = modelsOf(connection);
  const earlier = { leaseUntil: { $subtract: ['$leaseUntil', ms] } };
  await confirmations.updateMany({ leaseUntil: { $exists: true } }, [{ $set: earlier }], { updatePipeline: true });
}

/**
 * The same after instances were killed. A write outside of transactions waits for what a killed one left open until the server
 * ends it, a minute later: it is ended as the next instance would.
 */
export async function passTimeAfterKill(connection: Connection, ms: number): Promise<void> {
  await sleep(ABANDONED_MS + 500);
  await endAbandoned(connection);
  await passTime(connection, ms);
}

/** One question says which collections hold anything: most hold nothing. */
async function empty(connection: Connection): Promise<void> {
  const { versions, ...models } = modelsOf(connection);
  const collections = Object.values(models).map(({ collection }) => collection);
  const first = (name: string) => [{ $limit: 1 }, { $project: { _id: { $literal: name } } }];
  const others = collections.map(({ name }) => ({ $unionWith: { coll: name, pipeline: first(name) } }));
  const nothing = { $match: { _id: { $in: [] as string[] } } };
  const filled = await versions.collection.aggregate<{ readonly _id: string }>([nothing, ...others]).toArray();
  const names = new Set(filled.map(({ _id: name }) => name));
  await Promise.all(collections.filter(({ name }) => names.has(name)).map((collection) => collection.deleteMany({})));
}

/** The files of a database, and what may befall them. */
export async function filesFixture(connection: Connection): Promise<FilesFixture> {
  const { files } = modelsOf(connection);
  return {
    open: () => createDocumentFiles(openDatabase(connection)),
    age: async (sha256, hours) => {
      await files.updateOne({ _id: sha256 }, { $set: { at: new Date(Date.now() - hours * 3_600_000) } });
    },
    damage: async (sha256) => {
      const bytes = Buffer.from((await files.findById(sha256))?.bytes ?? []);
      bytes[10] = (bytes[10] ?? 0) ^ 1;
      await files.updateOne({ _id: sha256 }, { $set: { bytes } });
    },
    dispose: () => empty(connection),
  };
}
