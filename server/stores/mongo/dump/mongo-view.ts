import { type ClientSession, type Connection, mongo } from 'mongoose';
import { BackupFault } from '../../../ports/backup-fault.ts';
import type { StoreView } from '../../dump/store-view.ts';
import { modelsOf } from '../database.ts';
import { asMongoFault } from '../mongo-fault.ts';
import { MONGO_TABLES, type MongoTable } from './mongo-tables.ts';

/** Records that the server sends at once. */
const BATCH = 500;

/** A database to be read whole. Without a session, what was there when each table was read: for one that nobody changes. */
export function mongoView(connection: Connection, session: ClientSession | null = null): StoreView {
  const models = modelsOf(connection);
  return {
    records: async function* (table, skip) {
      const { model, sort, index, read, countedBy }: MongoTable<typeof table> = MONGO_TABLES[table] as never;
      const collection = connection.db?.collection(models[model].collection.name);
      if (collection === undefined) throw new Error('the connection is closed');
      const level = session === null ? 'majority' : 'snapshot';
      const options = {
        sort: { ...sort } as mongo.Sort,
        hint: index,
        batchSize: BATCH,
        readConcern: { level } as const,
      };
      const cursor = collection.find({}, session === null ? options : { ...options, session });
      try {
        if (countedBy === undefined)
          for await (const document of skip === 0 ? cursor : cursor.skip(skip)) yield read(document);
        else for await (const document of counted(cursor, countedBy, skip)) yield read(document);
      } catch (error) {
        throw asTimeFault(error) ?? asMongoFault(error);
      } finally {
        await cursor.close();
      }
    },
  };
}

type Document = Readonly<Record<string, unknown>>;

/** Those that are skipped count, too. */
async function* counted(cursor: AsyncIterable<Document>, field: string, skip: number): AsyncGenerator<Document> {
  let [group, position, seen]: [unknown, number, number] = [null, 0, 0];
  for await (const document of cursor) {
    position = document[field] === group ? position + 1 : 1;
    group = document[field];
    seen += 1;
    if (seen > skip) yield { ...document, position };
  }
}

/** Version 5.0 of the server, by the version of its protocol (mongodb/specifications, wireversion-featurelist). */
const WITH_SNAPSHOTS = 13;

/** @throws {BackupFault} `backup-needs-mongo-5` */
export function refuseWithoutSnapshots(maxWireVersion: number): void {
  if (maxWireVersion >= WITH_SNAPSHOTS) return;
  throw new BackupFault(
    'backup-needs-mongo-5',
    'the servers of this set cannot be read at one moment: that needs MongoDB 5.0 or later; back this set up with its own tools, and the data folder beside it',
  );
}

/**
 * Lets work read a database as it is at one moment, while others change it. The servers keep what was there for five minutes by default
 * (`minSnapshotHistoryWindowInSeconds`).
 * @throws {BackupFault} `backup-needs-mongo-5`, `backup-took-too-long`
 */
export async function atOneMoment<Value>(
  connection: Connection,
  work: (view: StoreView) => Promise<Value>,
): Promise<Value> {
  const client = connection.getClient();
  const hello = await client.db('admin').command({ hello: 1 });
  refuseWithoutSnapshots(Number(hello.maxWireVersion));
  const session = client.startSession({ snapshot: true }) as ClientSession;
  try {
    return await work(mongoView(connection, session));
  } finally {
    await session.endSession();
  }
}

/** SnapshotTooOld, SnapshotUnavailable (mongodb/mongo, error_codes.yml). */
const TOO_OLD: ReadonlySet<unknown> = new Set([239, 246]);

function asTimeFault(error: unknown): BackupFault | null {
  if (!(error instanceof mongo.MongoServerError) || !TOO_OLD.has(error.code)) return null;
  return new BackupFault(
    'backup-took-too-long',
    'the servers no longer have what was there when the backup began: raise minSnapshotHistoryWindowInSeconds on them, and try again',
    { cause: error },
  );
}
