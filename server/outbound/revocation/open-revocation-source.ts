import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../../ports/clock.ts';
import type { OnListNotes, RevocationSource } from '../../ports/revocation-source.ts';
import type { Store } from '../../ports/store.ts';
import type { CircuitBreaker } from '../circuit-breaker.ts';
import { joinRevocationSources } from './join-revocation-sources.ts';
import { openKeptAnswers } from './kept-answers.ts';
import { openListSource } from './list-source.ts';
import { openOnlineRevocationSource } from './online-revocation-source.ts';

export type RevocationSourceOptions = {
  /** Where lists that operators gave are, and what was fetched. */
  readonly store: Pick<Store, 'shared' | 'revocationAnswers'>;
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

/** All that an install can learn of the revocation of certificates: the operator's lists, and the hosts it may ask. */
export function openRevocationSource(options: RevocationSourceOptions): RevocationSource {
  const { onNotes = () => {} } = options;
  const { store, clock, hosts, timeoutMs, randomBytes, allowPrivateAddresses = false } = options;
  return joinRevocationSources([
    openListSource(store.shared, onNotes),
    openOnlineRevocationSource({
      policy: { hosts, allowPrivateAddresses },
      breaker: options.breaker,
      cache: openKeptAnswers({ answers: store.revocationAnswers, now: () => Date.parse(clock.now()) }),
      now: clock.now,
      sleep: (ms) => sleep(ms),
      timeoutMs,
      randomBytes,
      onNotes,
    }),
  ]);
}
