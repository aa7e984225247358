/** How long readings may take in their threads: each by itself, or all of one job together. */
export type ReadingTime = {
  /** What is left of a job's time, in whole ms; the whole of it where there is no signal, so no job. */
  readonly left: (signal: AbortSignal | undefined) => number;
  /** Takes `ms` off it. */
  readonly spend: (signal: AbortSignal | undefined, ms: number) => void;
};

/** @param mostMs what one job may take. A job is known by its signal, and forgotten with it. */
export function createReadingTime(mostMs: number): ReadingTime {
  const spent = new WeakMap<AbortSignal, number>();
  const spentOf = (signal: AbortSignal | undefined) => (signal === undefined ? 0 : (spent.get(signal) ?? 0));
  return {
    left: (signal) => Math.max(0, Math.ceil(mostMs - spentOf(signal))),
    spend: (signal, ms) => {
      if (signal !== undefined) spent.set(signal, spentOf(signal) + ms);
    },
  };
}
