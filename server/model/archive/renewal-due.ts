/** Moments in ms since the epoch. */
export type RenewalDates = {
  /** When the copy was renewed: what follows is counted from here. */
  readonly renewedAt: number;
  /** How long before an end a copy is renewed, in ms. */
  readonly lead: number;
  /** When what an earlier time-stamp protects ends: certificates of the signer's path, their algorithms. */
  readonly protectedEnds: readonly number[];
  /** When what the newest time-stamp rests on ends: certificates of its path, their algorithms. At least one. */
  readonly newestEnds: readonly number[];
  /** When newer revocation data will be there, which the copy still lacks; null where it lacks none. */
  readonly nextUpdate: number | null;
};

const DAY_MS = 86_400_000;

/**
 * When a copy must be renewed next: `lead` before the first of its ends. What an earlier time-stamp protects needs one
 * renewal before its end; the newest time-stamp needs them until another authority or algorithm takes its place, so within
 * the lead of its end the time that is left is halved, down to a day.
 */
export function renewalDue({ renewedAt, lead, protectedEnds, newestEnds, nextUpdate }: RenewalDates): number {
  const ahead = protectedEnds.map((end) => end - lead).filter((moment) => moment > renewedAt);
  const newest = newestEnds.map((end) =>
    end - lead > renewedAt ? end - lead : renewedAt + Math.max(DAY_MS, (end - renewedAt) / 2),
  );
  const update = nextUpdate === null ? [] : [Math.max(nextUpdate, renewedAt)];
  return Math.floor(Math.min(...ahead, ...newest, ...update));
}
