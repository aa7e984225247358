export type Times = { readonly perSecond: number; readonly p50Ms: number; readonly p99Ms: number };

/** Percentiles of operations that took so long each, in ms; `wholeMs` where several went on at once. */
export function figuresOf(times: readonly number[], wholeMs = times.reduce((sum, time) => sum + time, 0)): Times {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number) => round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0);
  return { perSecond: round((times.length * 1_000) / wholeMs), p50Ms: at(0.5), p99Ms: at(0.99) };
}

/** To two digits after the point. */
export function round(value: number): number {
  return Math.round(value * 100) / 100;
}
