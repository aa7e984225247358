import type { StoreHealth } from '../../ports/store-health.ts';
import { withinTime } from '../../ports/within-time.ts';
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

function soon<Value>(work: () => Promise<Value>): Promise<Value> {
  const late = () => new MongoUnusable('store-unreachable', `no answer within ${PATIENCE_MS} ms`);
  return withinTime(PATIENCE_MS, work(), late);
}
