import type { SharedKind, SharedState } from '../../ports/shared-records.ts';
import { refuseOther } from './claim-database.ts';
import { connectMongo } from './connect.ts';
import { openDatabase } from './database.ts';
import { createSharedRecords } from './shared-records.ts';

/**
 * The records of a kind, for one who only looks: nothing is built or claimed.
 * @throws {MongoUnusable} where it cannot be reached, or is not of that install
 */
export async function readSharedInMongo(asked: {
  readonly url: string;
  readonly install: string;
  readonly kind: SharedKind;
}): Promise<SharedState> {
  const connection = await connectMongo(asked.url);
  try {
    const database = openDatabase(connection);
    await refuseOther(database, asked.install);
    return await createSharedRecords(database).read(asked.kind);
  } finally {
    await connection.destroy();
  }
}
