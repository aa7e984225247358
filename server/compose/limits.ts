import type { Limits } from '../ports/limits.ts';
import { fallBack, type LimitsNews } from '../stores/limits/fall-back.ts';
import { keyedLimits } from '../stores/limits/keyed-limits.ts';
import { readLimitsKey } from '../stores/limits/limits-key.ts';
import { createMemoryLimits } from '../stores/limits/memory-limits.ts';

export type OnLimits = (news: LimitsNews) => void;

/** The limits of an install: counted in its store, by this process alone where that fails. They never fail themselves. */
export function openLimits(shared: Limits, keyFile: string, tell: OnLimits): Limits {
  const now = () => performance.now();
  const counting = fallBack({ shared, alone: createMemoryLimits(now), now, tell });
  return keyedLimits(counting, readLimitsKey(keyFile));
}
