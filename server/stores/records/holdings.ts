import type { ReleaseRecord } from '../../ports/reservations.ts';

/** What this user of the store has open, as it knows itself: the database may not have been told yet. */
export type Holdings = {
  /** From now on it is being issued here, and its lease is kept. */
  readonly take: (number: string) => void;
  /** It is complete, or released: nothing is to be done for it any more. */
  readonly drop: (number: string) => void;
  /** It is no longer issued here, and this is to be written. */
  readonly giveUp: (release: ReleaseRecord) => void;
  readonly held: () => readonly string[];
  readonly givenUp: () => readonly ReleaseRecord[];
  /** A reservation is asked for. What this gives is called once it is known whether it was made. */
  readonly ask: () => () => void;
  /** Whether the database may hold anything open of this user. */
  readonly mayBeOpen: () => boolean;
};

export function createHoldings(): Holdings {
  const held = new Set<string>();
  const givenUp = new Map<string, ReleaseRecord>();
  let unknown = 0;
  return {
    take: (number) => void held.add(number),
    drop: (number) => {
      held.delete(number);
      givenUp.delete(number);
    },
    giveUp: (release) => {
      held.delete(release.number);
      givenUp.set(release.number, release);
    },
    held: () => [...held],
    givenUp: () => [...givenUp.values()],
    ask: () => {
      unknown += 1;
      return () => {
        unknown -= 1;
      };
    },
    mayBeOpen: () => unknown > 0 || held.size > 0 || givenUp.size > 0,
  };
}
