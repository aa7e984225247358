/** Nobody is served before those who came first, and no more at once than there are places. */
export type Turns = {
  /**
   * Runs `work` when its turn comes. Rejects at once with what `full` makes when too many are waiting, and with the
   * reason of `signal` when that is aborted before the turn has come: the work is then never begun.
   */
  readonly take: <Value>(work: () => Promise<Value>, signal?: AbortSignal) => Promise<Value>;
  /** How many are waiting. */
  readonly waiting: () => number;
  /** How many are being served. */
  readonly running: () => number;
};

/** @param most how many may wait for a turn */
export function createTurns(places: number, most: number, full: () => Error): Turns {
  // A set keeps the order in which they came, and whoever leaves from its middle costs nothing.
  const waiting = new Set<() => void>();
  let free = places;
  const done = () => {
    const [next] = waiting;
    if (next === undefined) free += 1;
    else next();
  };
  const begin = (signal: AbortSignal | undefined): Promise<void> | void => {
    signal?.throwIfAborted();
    if (free > 0) {
      free -= 1;
      return;
    }
    if (waiting.size >= most) throw full();
    return waitIn(waiting, signal);
  };
  return {
    waiting: () => waiting.size,
    running: () => places - free,
    take: async (work, signal) => {
      await begin(signal);
      try {
        return await work();
      } finally {
        done();
      }
    },
  };
}

/** Resolves when it is called by the one who takes it from the queue; leaves the queue and rejects when `signal` is aborted. */
function waitIn(queue: Set<() => void>, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const leave = () => {
      queue.delete(served);
      reject(signal?.reason);
    };
    const served = () => {
      queue.delete(served);
      signal?.removeEventListener('abort', leave);
      resolve();
    };
    queue.add(served);
    signal?.addEventListener('abort', leave, { once: true });
  });
}
