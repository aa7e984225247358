import type { Clock } from '../../ports/clock.ts';
import type { TrustAnchor } from '../../ports/trust-list.ts';
import { anchorRecord, readOwnTrust, trustRecords } from '../../stores/trust/own-trust.ts';
import { NO_SUSPENSIONS } from '../../stores/trust/suspensions.ts';
import type { InstallOptions } from '../install-options.ts';
import { openStore } from '../store.ts';
import { withSharedRecords } from '../with-shared-records.ts';

type StoreOptions = Pick<InstallOptions, 'data' | 'mongo'>;

/** Begins the trust list of a data folder that is being made. */
export function beginTrustList(options: StoreOptions, clock: Clock, anchors: readonly TrustAnchor[]): Promise<void> {
  return withSharedRecords(
    options,
    (shared) =>
      shared.change('trust', () => ({
        put: trustRecords({ anchors, suspensions: NO_SUSPENSIONS }),
        remove: [],
        answer: undefined,
      })),
    { clock, open: openStore },
  );
}

/** The anchors of an install as they were added. */
export function readOwnAnchors(options: StoreOptions, clock: Clock): Promise<readonly TrustAnchor[]> {
  return withSharedRecords(options, async (shared) => readOwnTrust((await shared.read('trust')).records).anchors, {
    clock,
    open: openStore,
  });
}

/** Puts anchors into an install, in place of those of the same ids. */
export function putOwnAnchors(options: StoreOptions, clock: Clock, anchors: readonly TrustAnchor[]): Promise<void> {
  return withSharedRecords(
    options,
    (shared) => shared.change('trust', () => ({ put: anchors.map(anchorRecord), remove: [], answer: undefined })),
    { clock, open: openStore },
  );
}
