import { MongoUnusable } from './mongo-fault.ts';
import { TIME_LIMIT_MS } from './read-table.ts';

/** Lets the next one begin, though this one has not ended: it changes nothing any more, and waits to be confirmed. */
export type LetNext = () => void;

/** Does work once all that came before it is done, or has let others begin. */
export type InTurn = <Value>(work: (letNext: LetNext) => Promise<Value>) => Promise<Value>;

/** So many may be under way at once that let others begin: each holds a connection. */
export const MOST_WAITING = 8;

/**
 * Transactions of one instance go one after the other: nearly all of them append to the audit chain of one manufacturer, and many at
 * once would keep one another from it until their time is up. Whoever has waited for as long as a transaction may take is refused,
 * so that a set that cannot be reached is told to all who wait, not to one every ten seconds.
 */
export function createTurns(limitMs = TIME_LIMIT_MS): InTurn {
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  return (work) => {
    const until = performance.now() + limitMs;
    const begun = last.then(() => {
      if (performance.now() >= until)
        throw new MongoUnusable('store-unreachable', 'the writes before it took too long');
      const passed = Promise.withResolvers<void>();
      let isWaiting = false;
      const letNext = () => {
        if (isWaiting || waiting === MOST_WAITING) return;
        isWaiting = true;
        waiting += 1;
        passed.resolve();
      };
      const done = work(letNext).finally(() => {
        if (isWaiting) waiting -= 1;
      });
      return { done, passed: passed.promise };
    });
    last = begun.then(({ done, passed }) => Promise.race([done, passed])).catch(() => undefined);
    return begun.then(({ done }) => done);
  };
}
