import type { StoredBatch } from './batch-records.ts';
import { HOLD_MS } from './hold-batch.ts';

export type LeaseWatch = {
  /** Those that may be taken now: nobody holds them, this instance did, or whoever does has said nothing for too long. */
  readonly free: (approved: readonly StoredBatch[]) => readonly StoredBatch[];
};

type Watching = { readonly holder: string; readonly monotonic: () => number };

/** Watches the leases of others by a clock of its own: see `hold-batch.ts`. */
export function watchLeases({ holder, monotonic }: Watching): LeaseWatch {
  const seen = new Map<string, { readonly lease: string; readonly since: number }>();
  const isFree = ({ id, lease }: StoredBatch) => {
    if (lease === null || lease.holder === holder) return true;
    const text = `${lease.holder} ${lease.beat}`;
    const known = seen.get(id);
    if (known?.lease === text) return monotonic() - known.since >= HOLD_MS;
    seen.set(id, { lease: text, since: monotonic() });
    return false;
  };
  return {
    free: (approved) => {
      const ids = new Set(approved.map(({ id }) => id));
      for (const id of seen.keys()) if (!ids.has(id)) seen.delete(id);
      return approved.filter(isFree);
    },
  };
}
