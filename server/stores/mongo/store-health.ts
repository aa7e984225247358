import type { StoreHealth } from '../../ports/store-health.ts';
import type { Database } from './database.ts';
import { MongoUnusable } from './mongo-fault.ts';

/** How long whoever asks how the store is waits for it, in ms. */
const PATIENCE_MS = 2_000;

/** A trial of writing waits for a majority of the members, as every write does. */
export function createStoreHealth({ db }: Database): StoreHealth {
  return {
    tryWrite: () =>
      soon(async () => {
        await db.trials.compute({ _id: 'trial' }, { set: { at: '$$NOW' }, orInsert: true });
      }),
    newestIssue: () =>
      soon(async () => {
        const newest = await db.confirmations.one(
          'newest confirmation',
          { state: 'live', issuedMs: { $gt: 0 } },
          { sort: { issuedMs: -1, _id: -1 }, fields: { issuedMs: 1 } },
        );
        return newest?.issuedMs === undefined ? null : new Date(newest.issuedMs).toISOString();
      }),
  };
}

/** The work itself may take longer; nobody waits for what comes of it then. */
async function soon<Value>(work: () => Promise<Value>): Promise<Value> {
  const { promise, reject } = Promise.withResolvers<never>();
  const late = () => reject(new MongoUnusable('store-unreachable', `no answer within ${PATIENCE_MS} ms`));
  const timer = setTimeout(late, PATIENCE_MS);
  const working = work();
  working.catch(() => undefined);
  try {
    return await Promise.race([working, promise]);
  } finally {
    clearTimeout(timer);
  }
}
