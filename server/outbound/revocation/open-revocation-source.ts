import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../../ports/clock.ts';
import type { OnListNotes, RevocationSource } from '../../ports/revocation-source.ts';
import type { CircuitBreaker } from '../circuit-breaker.ts';
import { openFolderRevocationSource } from './folder-revocation-source.ts';
import { joinRevocationSources } from './join-revocation-sources.ts';
import { openOnlineRevocationSource } from './online-revocation-source.ts';
import { openRevocationCache } from './revocation-cache.ts';

export type RevocationSourceOptions = {
  /** The CRLs that the operator puts there. */
  readonly crlFolder: string;
  /** Made when something is first fetched. */
  readonly cacheFolder: string;
  /** Hosts that may be asked; with none, no request is made. */
  readonly hosts: readonly string[];
  /** For one address, repeated tries included, in ms. */
  readonly timeoutMs: number;
  readonly breaker: CircuitBreaker;
  readonly clock: Clock;
  readonly randomBytes: (count: number) => Uint8Array;
  readonly onNotes?: OnListNotes;
  /** Only for tests against servers of their own. */
  readonly allowPrivateAddresses?: boolean;
};

const MAX_CACHE_BYTES = 200 * 1024 * 1024;

/** All that an install can learn of the revocation of certificates: its own folder of lists, and the hosts it may ask. */
export function openRevocationSource(options: RevocationSourceOptions): RevocationSource {
  const { onNotes = () => {} } = options;
  const { clock, hosts, timeoutMs, randomBytes, allowPrivateAddresses = false } = options;
  return joinRevocationSources([
    openFolderRevocationSource(options.crlFolder, onNotes),
    openOnlineRevocationSource({
      policy: { hosts, allowPrivateAddresses },
      breaker: options.breaker,
      cache: openRevocationCache(options.cacheFolder, MAX_CACHE_BYTES),
      now: clock.now,
      sleep: (ms) => sleep(ms),
      timeoutMs,
      randomBytes,
      onNotes,
    }),
  ]);
}
