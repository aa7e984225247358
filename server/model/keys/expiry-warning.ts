/** How urgent it is that something runs out. */
export type ExpiryWarning = {
  /** Whole days that are left; below 0 once it has run out. */
  readonly days: number;
  /** The nearest of the days of warning that is reached, 0 for what has run out. */
  readonly within: number;
};

/** Days before an end on which a warning becomes more urgent. */
const WARNING_DAYS = [60, 30, 7, 0] as const;

/** The warning of something that lasts so many whole days more; null while it is not yet time to warn. */
export function expiryWarning(days: number): ExpiryWarning | null {
  const within = WARNING_DAYS.findLast((limit) => days < limit);
  return within === undefined ? null : { days, within };
}
