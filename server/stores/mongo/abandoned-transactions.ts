import type { Connection, mongo } from 'mongoose';
import { APP_NAME } from './connect.ts';

/** A transaction of which nothing was asked for so long belongs to a process that died, in ms. One that did not begins anew. */
export const ABANDONED_MS = 3_000;

/**
 * Ends transactions of dead instances. The server does not notice that a process was killed in the middle of one, and keeps what
 * it had written from all others for a minute (`transactionLifetimeLimitSeconds`). Every user of a database may end sessions of
 * its own. Ending one too many is harmless: its holder is told to begin anew.
 */
export async function endAbandoned(connection: Connection): Promise<void> {
  const admin = connection.getClient().db('admin');
  const found = await admin
    .aggregate<{ readonly lsid: { readonly id: mongo.Binary } }>(
      [
        { $currentOp: { idleSessions: true } },
        { $match: { appName: APP_NAME, 'transaction.timeInactiveMicros': { $gt: ABANDONED_MS * 1_000 } } },
        { $project: { lsid: 1 } },
      ],
      { readConcern: { level: 'local' } },
    )
    .toArray();
  if (found.length === 0) return;
  await admin.command({ killSessions: found.map(({ lsid }) => ({ id: lsid.id })) });
}
