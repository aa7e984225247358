import { ClientLeft } from '../middleware/client-signal.ts';
import type { Metrics, Operation } from './open-metrics.ts';

/** Does the work, and tells how it came out and how long it took. */
export type Measure = <Value>(
  operation: Operation,
  work: () => Promise<Value>,
  outcomeOf: (value: Value) => string,
) => Promise<Value>;

/** What an operation came to that threw. */
const FAULT = 'fault';
/** What one came to whose client left before. */
const ABANDONED = 'abandoned';

/** Measures for these metrics, which are opened with the first thing that there is to tell; for null, only the work is done. */
export function measureFor(metrics: (() => Promise<Metrics>) | null): Measure {
  if (metrics === null) return (_operation, work) => work();
  return async (operation, work, outcomeOf) => {
    const started = performance.now();
    let outcome = FAULT;
    try {
      const value = await work();
      outcome = outcomeOf(value);
      return value;
    } catch (fault) {
      if (fault instanceof ClientLeft) outcome = ABANDONED;
      throw fault;
    } finally {
      const seconds = (performance.now() - started) / 1_000;
      // Nobody waits for it; metrics that cannot be opened say so to whoever asks for them.
      metrics().then(
        ({ record }) => record(operation, outcome, seconds),
        () => undefined,
      );
    }
  };
}
