import type { JobSignal } from '../ports/job-signal.ts';

/** Senders are served one after the other, each in the order in which its own came, and no more at once than there are places. */
export type Turns = {
  /**
   * Runs `work` when its turn comes. Rejects at once with what `full` makes when too many are waiting, and with the
   * reason of `signal` when that is aborted before the turn has come: the work is then never begun.
   */
  readonly take: <Value>(work: () => Promise<Value>, signal?: JobSignal) => Promise<Value>;
  /** How many are waiting. */
  readonly waiting: () => number;
  /** How many are being served. */
  readonly running: () => number;
};

/** How many may wait for a turn, and how many of them for one sender. */
export type MostWaiting = { readonly most: number; readonly ofOne: number };

export function createTurns(places: number, { most, ofOne }: MostWaiting, full: () => Error): Turns {
  const queue = createQueue();
  let free = places;
  const done = () => {
    const next = queue.next();
    if (next === undefined) free += 1;
    else next();
  };
  const begin = (signal: JobSignal | undefined): Promise<void> | void => {
    signal?.throwIfAborted();
    if (free > 0) {
      free -= 1;
      return;
    }
    const sender = signal?.sender;
    if (queue.size() >= most || (sender !== undefined && queue.sizeOf(sender) >= ofOne)) throw full();
    return waitIn(queue, sender ?? '', signal);
  };
  return {
    waiting: queue.size,
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

type Waiter = () => void;
type Queue = ReturnType<typeof createQueue>;

/** The senders in the order in which they are served next, each with those who wait for it. */
function createQueue() {
  // Sets and maps keep the order in which they were filled, and whoever leaves from their middle costs nothing.
  const lanes = new Map<string, Set<Waiter>>();
  let size = 0;
  const remove = (sender: string, waiter: Waiter) => {
    const lane = lanes.get(sender);
    if (lane?.delete(waiter) !== true) return;
    size -= 1;
    if (lane.size === 0) lanes.delete(sender);
  };
  return {
    size: () => size,
    sizeOf: (sender: string) => lanes.get(sender)?.size ?? 0,
    add: (sender: string, waiter: Waiter) => {
      const lane = lanes.get(sender) ?? new Set();
      lanes.set(sender, lane.add(waiter));
      size += 1;
    },
    remove,
    /** Takes the first of the sender whose turn it is, which is behind all others then. */
    next: (): Waiter | undefined => {
      const [first] = lanes;
      if (first === undefined) return undefined;
      const [sender, lane] = first;
      const [waiter] = lane;
      lanes.delete(sender);
      lanes.set(sender, lane);
      if (waiter !== undefined) remove(sender, waiter);
      return waiter;
    },
  };
}

/** Resolves when it is called by the one who takes it from the queue; leaves the queue and rejects when `signal` is aborted. */
function waitIn(queue: Queue, sender: string, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const leave = () => {
      queue.remove(sender, served);
      reject(signal?.reason);
    };
    const served = () => {
      signal?.removeEventListener('abort', leave);
      resolve();
    };
    queue.add(sender, served);
    signal?.addEventListener('abort', leave, { once: true });
  });
}
