import type { StoredBatch } from './batch-records.ts';
import type { HeldBatch } from './held-batch.ts';

export type Turns = {
  /**
   * Takes the row whose turn it is off the rows that wait: of the batch that waited longest, of the manufacturer that did. Null
   * where nothing may be begun at `now`.
   */
  readonly next: (held: Iterable<HeldBatch>, now: number) => { readonly one: HeldBatch; readonly index: number } | null;
};

/** Takes turns over manufacturers, and over the batches of each, so that nobody waits for all of another's rows. */
export function takeTurns(): Turns {
  const makers = new Map<string, number>();
  let served = 0;
  const turn = (one: HeldBatch) => makers.get(one.manufacturerId) ?? 0;
  return {
    next: (held, now) => {
      const ready = [...held].filter(({ waiting, notBefore }) => waiting.length > 0 && notBefore <= now);
      const one = ready.sort((a, b) => turn(a) - turn(b) || a.servedAt - b.servedAt)[0];
      const index = one?.waiting.shift();
      if (one === undefined || index === undefined) return null;
      served += 1;
      one.servedAt = served;
      makers.set(one.manufacturerId, served);
      return { one, index };
    },
  };
}

/** Of batches, newest first, the one to take next: of a manufacturer that none is held of, before the others; the oldest first. */
export function fairestBatch(free: readonly StoredBatch[], held: Iterable<HeldBatch>): StoredBatch | undefined {
  const served = new Set([...held].map(({ manufacturerId }) => manufacturerId));
  return free.findLast(({ manufacturerId }) => !served.has(manufacturerId)) ?? free.at(-1);
}
