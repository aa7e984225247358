import { withinTime } from '../../ports/within-time.ts';

/** What was asked of a store took too long. */
export class StoreSlow extends Error {
  readonly code = 'store-unreachable';
}

type Bounds = {
  /** How long an answer is waited for, in ms. */
  readonly limitMs: number;
  /** For how long after a failure nobody asks again, in ms. */
  readonly pauseMs: number;
  /** Milliseconds of a clock that only goes forward. */
  readonly now: () => number;
};

/**
 * Asks what may be away for long, so that a verification does not wait for each question: an answer that takes too long is a
 * failure, and for a moment after a failure it is the answer to all questions.
 */
export function createQuickAsker({ limitMs, pauseMs, now }: Bounds) {
  let failed: { readonly fault: unknown; readonly until: number } | null = null;
  return async <Value>(ask: () => Promise<Value>): Promise<Value> => {
    if (failed !== null && now() < failed.until) throw failed.fault;
    try {
      const answer = await withinTime(limitMs, ask(), () => new StoreSlow(`no answer within ${limitMs} ms`));
      failed = null;
      return answer;
    } catch (fault) {
      failed = { fault, until: now() + pauseMs };
      throw fault;
    }
  };
}

/** How long a store is waited for, and left alone where it did not answer, in ms. */
const STORE_BOUNDS = { limitMs: 2_000, pauseMs: 1_000 };

/** The same for one kind of questions to the store of an install. */
export function createStoreAsker() {
  return createQuickAsker({ ...STORE_BOUNDS, now: () => performance.now() });
}
