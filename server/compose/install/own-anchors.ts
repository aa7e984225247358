import type { Clock } from '../../ports/clock.ts';
import type { TrustAnchor } from '../../ports/trust-list.ts';
import { anchorRecord, readOwnTrust, trustRecords } from '../../stores/trust/own-trust.ts';
import { NO_SUSPENSIONS } from '../../stores/trust/suspensions.ts';
import { dataPaths, type InstallOptions } from '../install-options.ts';
import { type InstallStore, openStore } from '../store.ts';

type StoreOptions = Pick<InstallOptions, 'data' | 'mongo'>;

/** Begins the trust list of a data folder that is being made. */
export function beginTrustList(options: StoreOptions, clock: Clock, anchors: readonly TrustAnchor[]): Promise<void> {
  return withStore(options, clock, ({ shared }) =>
    shared.change('trust', () => ({
      put: trustRecords({ anchors, suspensions: NO_SUSPENSIONS }),
      remove: [],
      answer: undefined,
    })),
  );
}

/** The anchors of an install as they were added. */
export function readOwnAnchors(options: StoreOptions, clock: Clock): Promise<readonly TrustAnchor[]> {
  return withStore(options, clock, async ({ shared }) => readOwnTrust((await shared.read('trust')).records).anchors);
}

/** Puts anchors into an install, in place of those of the same ids. */
export function putOwnAnchors(options: StoreOptions, clock: Clock, anchors: readonly TrustAnchor[]): Promise<void> {
  return withStore(options, clock, ({ shared }) =>
    shared.change('trust', () => ({ put: anchors.map(anchorRecord), remove: [], answer: undefined })),
  );
}

async function withStore<Value>(
  options: StoreOptions,
  clock: Clock,
  work: (store: InstallStore) => Promise<Value>,
): Promise<Value> {
  // No act of anybody is done here, so nothing is to be kept in a journal.
  const store = await openStore(dataPaths(options.data), clock, { ...options, journal: 'none' });
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}
