import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../../ports/clock.ts';
import type { TimeStamps } from '../../ports/time-stamps.ts';
import type { CircuitBreaker } from '../circuit-breaker.ts';
import { openHttpTimeStamps } from './http-time-stamps.ts';

export type TimeStampsOptions = {
  /** Addresses of time-stamp authorities, in the order in which they are asked. */
  readonly addresses: readonly string[];
  /** The policy (dotted OID) that their time-stamps must be of, null for any. */
  readonly policy: string | null;
  /** For one address, in ms. */
  readonly timeoutMs: number;
  readonly breaker: CircuitBreaker;
  readonly clock: Clock;
  readonly randomBytes: (count: number) => Uint8Array;
};

/** Tokens of public authorities have 3 to 7 KB, chain included. */
const MAX_TOKEN_BYTES = 12 * 1024;

/** The time-stamp authorities at these addresses; null where none is given. */
export function openTimeStamps(options: TimeStampsOptions): TimeStamps | null {
  const { addresses, policy, timeoutMs, clock, randomBytes } = options;
  if (addresses.length === 0) return null;
  return openHttpTimeStamps({
    ...{ addresses, policy, timeoutMs, clock, randomBytes },
    maxBytes: MAX_TOKEN_BYTES,
    breaker: options.breaker,
    sleep: (ms) => sleep(ms),
  });
}
