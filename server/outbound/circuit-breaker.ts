/** Keeps from asking, for a while, whoever failed several times in a row. */
export type CircuitBreaker = {
  /** Whether the host may be asked now: always, unless it failed lately; then one question at a time goes through after the pause. */
  readonly mayAsk: (host: string) => boolean;
  readonly report: (host: string, isWell: boolean) => void;
  /** The hosts that failed and have not answered since. */
  readonly failing: () => readonly FailingHost[];
};

export type FailingHost = { readonly host: string; readonly failures: number; readonly isLeftAlone: boolean };

export type BreakerSettings = {
  /** Failures in a row after which a host is left alone. */
  readonly failures: number;
  /** For how long, in ms. */
  readonly pauseMs: number;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
};

type HostState = { readonly failures: number; readonly closedUntil: number };

/** More hosts than anyone allows are not remembered. */
const MOST_HOSTS = 1_000;

export function createCircuitBreaker({ failures, pauseMs, now }: BreakerSettings): CircuitBreaker {
  const states = new Map<string, HostState>();
  return {
    mayAsk: (host) => {
      const state = states.get(host);
      if (state === undefined || state.failures < failures) return true;
      if (now() < state.closedUntil) return false;
      // One goes ahead to see; the others wait for what it finds.
      states.set(host, { ...state, closedUntil: now() + pauseMs });
      return true;
    },
    report: (host, isWell) => {
      const failed = (states.get(host)?.failures ?? 0) + 1;
      if (isWell || states.size >= MOST_HOSTS) states.delete(host);
      else states.set(host, { failures: failed, closedUntil: now() + pauseMs });
    },
    failing: () =>
      [...states].map(([host, state]) => {
        const isLeftAlone = state.failures >= failures && now() < state.closedUntil;
        return { host, failures: state.failures, isLeftAlone };
      }),
  };
}
