import type { Limits, Taken, TakeRequest } from '../../ports/limits.ts';
import { withinTime } from '../../ports/within-time.ts';

/** Who counts: this instance by itself because of a fault, or all of them together again. */
export type LimitsNews =
  | { readonly counts: 'this-instance'; readonly fault: unknown }
  | { readonly counts: 'all-instances' };

export type FallBackOptions = {
  readonly shared: Limits;
  readonly alone: Limits;
  /** In ms. */
  readonly now: () => number;
  readonly tell: (news: LimitsNews) => void;
  /** How long one take may last, in ms. */
  readonly patienceMs?: number;
  /** After a fault, in ms, before one take is tried again. */
  readonly restMs?: number;
};

/**
 * Limits that never fail: where the store cannot count, this instance does by itself. Nobody who only reads is refused, or waits
 * for long, because a count cannot be written.
 */
export function fallBack({ shared, alone, now, tell, patienceMs = 1_000, restMs = 5_000 }: FallBackOptions): Limits {
  let resting: { readonly until: number } | null = null;
  let isTrying = false;
  const together = async (request: TakeRequest) => {
    const taken = await withinTime(
      patienceMs,
      shared.take(request),
      () => new Error(`the limits were not counted within ${patienceMs} ms`),
    );
    if (resting !== null) tell({ counts: 'all-instances' });
    resting = null;
    return { ...taken, giveBack: (units: number) => taken.giveBack(units).catch(() => undefined) };
  };
  const unless = (fault: unknown) => {
    if (resting === null) tell({ counts: 'this-instance', fault });
    resting = { until: now() + restMs };
  };
  return {
    take: async (request): Promise<Taken> => {
      // Of many who come while the store rests only one tries it again.
      if (resting !== null && (isTrying || now() < resting.until)) return alone.take(request);
      isTrying = resting !== null;
      try {
        return await together(request);
      } catch (fault) {
        unless(fault);
        return alone.take(request);
      } finally {
        isTrying = false;
      }
    },
  };
}
