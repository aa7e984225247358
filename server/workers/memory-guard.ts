import type { Worker } from 'node:worker_threads';

/** Ends threads that take too much memory, while anything runs in them. */
export type MemoryGuard = {
  /** Does `work`, and looks at the threads until it is done. */
  readonly during: <Value>(work: () => Promise<Value>) => Promise<Value>;
};

type Bounds = {
  /** Most that one thread may hold, bytes: live heap, and the buffers outside of it. */
  readonly maxBytes: number;
  /** How often it is looked at, in ms. */
  readonly everyMs: number;
};

/**
 * A thread's own limits bound its heap, but not the buffers outside of it, where the bytes of files are. This ends the
 * thread that holds more than its share of both; whoever waits for its answer hears that it is gone.
 * @param threads those that run now
 */
export function guardMemory(
  threads: () => readonly Pick<Worker, 'getHeapStatistics' | 'terminate'>[],
  { maxBytes, everyMs }: Bounds,
): MemoryGuard {
  let running = 0;
  let timer: NodeJS.Timeout | undefined;
  const look = () => {
    for (const thread of threads()) void endIfLarge(thread, maxBytes);
  };
  return {
    during: async (work) => {
      if (running === 0) timer = setInterval(look, everyMs);
      running += 1;
      try {
        return await work();
      } finally {
        running -= 1;
        if (running === 0) clearInterval(timer);
      }
    },
  };
}

async function endIfLarge(thread: Pick<Worker, 'getHeapStatistics' | 'terminate'>, maxBytes: number): Promise<void> {
  try {
    const { used_heap_size: heap, external_memory: buffers } = await thread.getHeapStatistics();
    if (heap + buffers > maxBytes) await thread.terminate();
  } catch {
    // A thread that has ended since holds nothing.
  }
}
