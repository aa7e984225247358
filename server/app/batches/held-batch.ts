import type { StoredBatch } from './batch-records.ts';

/** A batch that this instance seals. */
export type HeldBatch = {
  readonly id: string;
  readonly manufacturerId: string;
  readonly rows: number;
  /** Rows to be begun, in order. */
  waiting: number[];
  underWay: number;
  /** Refusals one after another that should have passed by themselves. */
  failures: number;
  /** Nothing is begun before, by the monotonic clock. */
  notBefore: number;
  beatAt: number;
  /** How often a row met a fault that nobody foresaw. */
  readonly faults: Map<number, number>;
  servedAt: number;
};

/** A batch as it is taken: `waiting` are its rows that wait, `now` by the monotonic clock. */
export function holdBatch(
  { id, manufacturerId, rows }: StoredBatch,
  waiting: readonly number[],
  now: number,
): HeldBatch {
  return {
    ...{ id, manufacturerId, rows, waiting: [...waiting], beatAt: now },
    ...{ underWay: 0, failures: 0, notBefore: 0, servedAt: 0, faults: new Map<number, number>() },
  };
}

/** Nothing of it waits here, and nothing is under way. */
export function isThrough({ waiting, underWay }: HeldBatch): boolean {
  return waiting.length === 0 && underWay === 0;
}
