import type { IsoInstant } from '#core/confirmation/calendar.ts';

/** A result as it is kept: one record, found by its key alone. */
export type StoredResult = {
  /** Lower-case hex SHA-256 of the random id that is in the address; the id itself is stored nowhere. */
  readonly key: string;
  /** When the files were checked: a result is erased so and so long after that. */
  readonly checkedAt: IsoInstant;
  /** JSON. */
  readonly data: string;
};

/** The results of checks, for as long as they are kept. Each call is one atomic change of its own. */
export type CheckResults = {
  /** Keeps one, and erases the oldest others until all together are at most `most` characters of JSON long. */
  readonly put: (result: StoredResult, most: number) => Promise<void>;
  readonly find: (key: string) => Promise<StoredResult | null>;
  /** Erases those that were checked before that, at most `most` of them, the oldest first; gives how many. */
  readonly eraseBefore: (before: IsoInstant, most: number) => Promise<number>;
};
