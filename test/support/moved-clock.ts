import type { Clock } from '../../server/ports/clock.ts';

const DAY_MS = 86_400_000;

/** A clock that starts at the present and goes only where it is told to. */
export type MovedClock = Clock & {
  readonly days: (count: number) => string;
  readonly to: (instant: string) => string;
};

export function movedClock(start = new Date().toISOString()): MovedClock {
  let now = Date.parse(start);
  const iso = () => new Date(now).toISOString();
  return {
    now: iso,
    days: (count) => {
      now += count * DAY_MS;
      return iso();
    },
    to: (instant) => {
      now = Date.parse(instant);
      return iso();
    },
  };
}
