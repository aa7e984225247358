import { MongoUnusable } from './mongo-fault.ts';
import { TIME_LIMIT_MS } from './read-table.ts';

/** Does work once all that came before it is done. */
export type InTurn = <Value>(work: () => Promise<Value>) => Promise<Value>;

/**
 * Transactions of one instance go one after the other: nearly all of them append to the audit chain of one manufacturer, and many at
 * once would keep one another from it until their time is up. Whoever has waited for as long as a transaction may take is refused,
 * so that a set that cannot be reached is told to all who wait, not to one every ten seconds.
 */
export function createTurns(limitMs = TIME_LIMIT_MS): InTurn {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const until = performance.now() + limitMs;
    const mine = last.then(() => {
      if (performance.now() < until) return work();
      throw new MongoUnusable('store-unreachable', 'the writes before it took too long');
    });
    last = mine.catch(() => undefined);
    return mine;
  };
}
