import type { Clock } from '../../ports/clock.ts';
import type { Collection, Collections } from '../../ports/collections.ts';

const DAY_MS = 86_400_000;
/** Days before today that are looked at: a service that stood still for longer leaves what is older. */
const DAYS = 40;
/** Records that one call erases at most. */
const PIECE = 500;
/** Collections whose records end by themselves, and are tagged with the day on which they do. */
const ENDING: readonly Collection[] = ['sessions', 'verifications', 'letters'];

/** Erases sessions and links that ran out before today, a piece at once; gives how many. */
export async function eraseEnded({
  collections,
  clock,
}: {
  readonly collections: Pick<Collections, 'list' | 'change'>;
  readonly clock: Clock;
}): Promise<number> {
  const now = Date.parse(clock.now());
  for (const collection of ENDING)
    for (let ago = 1; ago <= DAYS; ago += 1) {
      const day = new Date(now - ago * DAY_MS).toISOString().slice(0, 10);
      const found = await collections.list(collection, { tags: [`ends:${day}`], after: null, limit: PIECE });
      if (found.length === 0) continue;
      const remove = found.map(({ id }) => ({ collection, id }));
      await collections.change([], () => ({ put: [], remove, entries: [], answer: undefined }));
      return found.length;
    }
  return 0;
}
