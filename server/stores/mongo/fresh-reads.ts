import type { Connection, mongo } from 'mongoose';
import { TIME_LIMIT_MS } from './read-table.ts';

/** Reads that miss nothing which anybody was told before they began. */
export type FreshReads = <Value>(read: () => Promise<Value>) => Promise<Value>;

const known = new WeakMap<Connection, FreshReads>();

/** Those of a connection, whoever reads through it: a primary that has confirmed to one has confirmed to all. */
export function freshReadsOf(connection: Connection): FreshReads {
  const fresh = known.get(connection) ?? createFreshReads(connection);
  known.set(connection, fresh);
  return fresh;
}

/**
 * A primary that was just elected has all that a majority acknowledged, but for a moment it answers majority reads with what it knew
 * before its election: a confirmation that was issued is missing, one that was withdrawn is in force. One linearizable read makes
 * the primary commit something of its own first; whatever is read from it afterwards has all that came before. It is made for each
 * primary once, and what was read while the primary changed is read again.
 */
export function createFreshReads(connection: Connection): FreshReads {
  const primary = watchPrimary(connection.getClient());
  let confirmed: { readonly of: string; readonly done: Promise<unknown> } | null = null;
  const confirm = (of: string): Promise<unknown> => {
    if (confirmed?.of === of) return confirmed.done;
    const done = readLinearizable(connection);
    confirmed = { of, done };
    // What could not be confirmed is tried again with the next read.
    done.catch(() => {
      if (confirmed?.done === done) confirmed = null;
    });
    return done;
  };
  return async (read) => {
    for (;;) {
      const before = primary();
      await confirm(before);
      const value = await read();
      if (primary() === before) return value;
    }
  };
}

/** Which member is the primary, and of which election, as the driver knows it now; the last one while there is none. */
function watchPrimary(client: mongo.MongoClient): () => string {
  let current = '';
  client.on('topologyDescriptionChanged', ({ newDescription }: mongo.TopologyDescriptionChangedEvent) => {
    const servers = [...newDescription.servers.values()];
    const primary = servers.find(({ type }) => type === 'RSPrimary');
    if (primary !== undefined) current = `${primary.address} ${primary.electionId?.toString() ?? ''}`;
  });
  return () => current;
}

async function readLinearizable(connection: Connection): Promise<void> {
  const reading = {
    readConcern: { level: 'linearizable' },
    readPreference: 'primary',
    maxTimeMS: TIME_LIMIT_MS,
  } as const;
  await connection.collection('versions').findOne({ _id: 'schema' as never }, reading);
}
