import type { StoreHealth } from '../../ports/store-health.ts';
import { createPatience } from './patience.ts';
import type { Connection } from './sql.ts';

/** How long a trial waits for another process's write, in ms. */
const TRIAL_MS = 1_000;

export function createStoreHealth(db: Connection): StoreHealth {
  const patience = createPatience(TRIAL_MS);
  return {
    tryWrite: () => patience(async () => db.write(() => rewriteVersion(db))),
    newestIssue: () =>
      patience(async () => {
        // The bound makes it one descent to the end of the index.
        const newest = db.one<{ at: number | null }>(
          `SELECT max(issued_ms) AS at FROM confirmations WHERE state = 'live' AND issued_ms > 0`,
        );
        return newest === null || newest.at === null ? null : new Date(newest.at).toISOString();
      }),
  };
}

/** The same value again: a page is written and flushed all the same. */
function rewriteVersion(db: Connection): void {
  const version = db.one<{ user_version: number }>('PRAGMA user_version')?.user_version ?? 0;
  db.script(`PRAGMA user_version = ${version}`);
}
