import type { IsoInstant } from '#core/confirmation/calendar.ts';
import type { StoreHealth } from '../../ports/store-health.ts';

/** A clock is set back by a little now and then. In ms. */
const TOLERATED_MS = 60_000;

/**
 * The newest confirmation's instant where the clock is behind it, else null. What would be issued then is dated before what
 * was issued already, and is judged by a time that has been.
 */
export async function clockBehind(
  { newestIssue }: Pick<StoreHealth, 'newestIssue'>,
  now: IsoInstant,
): Promise<IsoInstant | null> {
  const newest = await newestIssue();
  return newest !== null && Date.parse(newest) > Date.parse(now) + TOLERATED_MS ? newest : null;
}
