/** Nobody is served before those who came first, and no more at once than there are places. */
export type Turns = {
  /** Runs `work` when its turn comes. Rejects at once with what `full` makes when too many are waiting. */
  readonly take: <Value>(work: () => Promise<Value>) => Promise<Value>;
  /** How many are waiting. */
  readonly waiting: () => number;
};

/** @param most how many may wait for a turn */
export function createTurns(places: number, most: number, full: () => Error): Turns {
  const waiting: (() => void)[] = [];
  let free = places;
  const done = () => {
    const next = waiting.shift();
    if (next === undefined) free += 1;
    else next();
  };
  const begin = async () => {
    if (free > 0) {
      free -= 1;
      return;
    }
    if (waiting.length >= most) throw full();
    await new Promise<void>((resolve) => waiting.push(resolve));
  };
  return {
    waiting: () => waiting.length,
    take: async (work) => {
      await begin();
      try {
        return await work();
      } finally {
        done();
      }
    },
  };
}
