/** A circuit breaker for each host: after several failures in a row it refuses requests for a while. */
export type CircuitBreaker = {
  /** Whether the host may be asked now: always, unless its circuit is open; after the pause one request at a time goes through. */
  readonly mayAsk: (host: string) => boolean;
  readonly report: (host: string, isWell: boolean) => void;
  /** The hosts that failed and have not answered since. */
  readonly failing: () => readonly FailingHost[];
};

export type FailingHost = { readonly host: string; readonly failures: number; readonly isCircuitOpen: boolean };

export type BreakerSettings = {
  /** Failures in a row that open the circuit. */
  readonly failures: number;
  /** For how long, in ms. */
  readonly pauseMs: number;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
};

type HostState = { readonly failures: number; readonly closedUntil: number };

/** More hosts than a configuration allows are not tracked. */
const MAX_HOSTS = 1_000;

export function createCircuitBreaker({ failures, pauseMs, now }: BreakerSettings): CircuitBreaker {
  const states = new Map<string, HostState>();
  return {
    mayAsk: (host) => {
      const state = states.get(host);
      if (state === undefined || state.failures < failures) return true;
      if (now() < state.closedUntil) return false;
      // One trial request; the others wait for its outcome.
      states.set(host, { ...state, closedUntil: now() + pauseMs });
      return true;
    },
    report: (host, isWell) => {
      const failed = (states.get(host)?.failures ?? 0) + 1;
      if (isWell || states.size >= MAX_HOSTS) states.delete(host);
      else states.set(host, { failures: failed, closedUntil: now() + pauseMs });
    },
    failing: () =>
      [...states].map(([host, state]) => {
        const isCircuitOpen = state.failures >= failures && now() < state.closedUntil;
        return { host, failures: state.failures, isCircuitOpen };
      }),
  };
}
