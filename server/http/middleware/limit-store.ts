import type { Options, Store } from 'express-rate-limit';
import type { Limits } from '../../ports/limits.ts';

/** Most senders of which is remembered that they have nothing left. */
const MOST_REFUSED = 10_000;

/**
 * Counts of express-rate-limit in the limits that all instances share, one unit a request. Whoever has nothing left is
 * refused without another question until the window ends: a flood costs the store no more than what is let through.
 * @param now in ms
 */
export function limitStore(limits: Limits, kind: string, now: () => number = Date.now): Store {
  let [limit, windowMs] = [0, 0];
  const refused = new Map<string, number>();
  return {
    localKeys: false,
    // By this express-rate-limit tells two limits of one request from one that counts twice.
    prefix: kind,
    init: (options: Options) => {
      limit = options.limit as number;
      windowMs = options.windowMs;
    },
    increment: async (key) => {
      const until = refused.get(key) ?? 0;
      if (now() < until) return { totalHits: limit + 1, resetTime: new Date(until) };
      refused.delete(key);
      const { taken, left, resetsInMs } = await limits.take({ kind, key, cost: 1, limit, windowMs });
      const resetTime = new Date(now() + resetsInMs);
      if (taken === 1) return { totalHits: limit - left, resetTime };
      remember(refused, key, resetTime.getTime());
      return { totalHits: limit + 1, resetTime };
    },
    // Nothing that was let through is given back.
    decrement: () => undefined,
    resetKey: () => undefined,
  };
}

function remember(refused: Map<string, number>, key: string, until: number): void {
  const [oldest] = refused.size < MOST_REFUSED ? [] : refused.keys();
  if (oldest !== undefined) refused.delete(oldest);
  refused.set(key, until);
}
