import { setTimeout as sleep } from 'node:timers/promises';
import type { Connection } from 'mongoose';
import { MoveFault } from '../../../ports/move-fault.ts';
import type { StoreView } from '../../dump/store-view.ts';
import { createHoldings } from '../../records/holdings.ts';
import { claimDatabase } from '../claim-database.ts';
import { APP_NAME } from '../connect.ts';
import type { Database } from '../database.ts';
import { refuseFilling } from '../fillings.ts';
import { refuseUnmigrated } from '../migrate.ts';
import { releaseExpired } from '../release.ts';
import { mongoView } from './mongo-view.ts';

/** How long a connection may take to be gone from the server's list after its process ended, in ms. */
const GONE_MS = 2_000;

/**
 * Reads the registry of an install that no instance works on.
 * @throws {MoveFault} `move-source-in-use`; `MongoUnusable` where it is of another install, lacks indexes or was moved
 */
export async function openMongoSource(
  connection: Connection,
  database: Database,
  { install, id, now }: { readonly install: string; readonly id: string; readonly now: () => string },
): Promise<StoreView> {
  await refuseUnmigrated(connection);
  await refuseFilling(database, id);
  await claimDatabase(database, install);
  await refuseInUse(connection);
  await releaseExpired({ ...database, owner: id, holdings: createHoldings(), now });
  return mongoView(connection);
}

/** Every instance, and every command, has connections that bear the name of the program. */
export async function refuseInUse(connection: Connection): Promise<void> {
  const until = performance.now() + GONE_MS;
  for (;;) {
    const clients = await clientsOf(connection);
    if (clients.length === 0) return;
    if (performance.now() > until)
      throw new MoveFault(
        'move-source-in-use',
        `the database is in use from ${clients.join(', ')}: stop every instance and every command that works on it`,
      );
    await sleep(100);
  }
}

/** Those of all databases of the set: a connection does not say which one it uses. */
async function clientsOf(connection: Connection): Promise<readonly string[]> {
  const found = await connection
    .getClient()
    .db('admin')
    .aggregate<{ readonly client?: string }>(
      [
        { $currentOp: { idleConnections: true } },
        { $match: { appName: APP_NAME, client: { $exists: true } } },
        { $project: { client: 1 } },
      ],
      { readConcern: { level: 'local' } },
    )
    .toArray();
  return [...new Set(found.map(({ client }) => (client ?? '').replace(/:\d+$/, '')))];
}
