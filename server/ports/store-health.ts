import type { IsoInstant } from '#core/confirmation/calendar.ts';

/** How a store is. */
export type StoreHealth = {
  /** Writes something durably that changes nothing. Throws as any write does, but waits for another process only shortly. */
  readonly tryWrite: () => Promise<void>;
  /** When the newest confirmation was issued; null where there is none. Reads no content, so that no damaged record hinders it. */
  readonly newestIssue: () => Promise<IsoInstant | null>;
};
