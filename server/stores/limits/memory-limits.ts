import { type Limits, MAX_BUCKETS, type Taken, type TakeRequest } from '../../ports/limits.ts';

type Counted = { used: number; readonly endsAt: number };

/**
 * Limits that this process counts alone and forgets when it ends: what is left where no store can be written.
 * @param now in ms
 */
export function createMemoryLimits(now: () => number, most = MAX_BUCKETS): Limits {
  const buckets = new Map<string, Counted>();
  return { take: async (request) => take(buckets, request, now(), most) };
}

function take(
  buckets: Map<string, Counted>,
  { kind, key, cost, limit, windowMs }: TakeRequest,
  now: number,
  most: number,
): Taken {
  const name = `${kind} ${key}`;
  const known = buckets.get(name);
  const counted = known !== undefined && known.endsAt > now ? known : { used: 0, endsAt: now + windowMs };
  const taken = Math.min(cost, Math.max(0, limit - counted.used));
  counted.used += taken;
  if (counted !== known) {
    // Anew, so that the oldest window stays the first of the map.
    buckets.delete(name);
    buckets.set(name, counted);
    forget(buckets, now, most);
  }
  return {
    taken,
    left: Math.max(0, limit - counted.used),
    resetsInMs: counted.endsAt - now,
    giveBack: async (units) => {
      counted.used = Math.max(0, counted.used - units);
    },
  };
}

/** The oldest go, as long as they have ended or are too many. */
function forget(buckets: Map<string, Counted>, now: number, most: number): void {
  for (const [name, { endsAt }] of buckets) {
    if (endsAt > now && buckets.size <= most) return;
    buckets.delete(name);
  }
}
