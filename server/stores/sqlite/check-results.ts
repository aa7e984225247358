import type { IsoInstant } from '#core/confirmation/calendar.ts';
import type { CheckResults, StoredResult } from '../../ports/check-results.ts';
import type { Connection } from './sql.ts';

/** Results of checks in SQLite. Their total length is kept up by triggers, so that nobody has to add it up. */
export function createCheckResults(db: Connection): CheckResults {
  return {
    put: async (result, most) => db.write(() => put(db, result, most)),
    find: async (key) => {
      const row = db.one<{ checked_ms: number; data: string }>(
        'SELECT checked_ms, data FROM check_results WHERE key = ?',
        key,
      );
      return row === null ? null : { key, checkedAt: new Date(row.checked_ms).toISOString(), data: row.data };
    },
    eraseBefore: async (before, most) => db.write(() => eraseBefore(db, before, most)),
  };
}

function put(db: Connection, { key, checkedAt, data }: StoredResult, most: number): void {
  db.run(
    'INSERT INTO check_results (key, checked_ms, length, data) VALUES (?, ?, ?, ?)',
    key,
    Date.parse(checkedAt),
    data.length,
    data,
  );
  for (let oldest = tooMany(db, key, most); oldest !== null; oldest = tooMany(db, key, most))
    db.run('DELETE FROM check_results WHERE key = ?', oldest);
}

/** The oldest of the others, where all together are too long. */
function tooMany(db: Connection, key: string, most: number): string | null {
  const total = db.one<{ length: number }>('SELECT length FROM check_results_total WHERE id = 1')?.length ?? 0;
  if (total <= most) return null;
  return (
    db.one<{ key: string }>(
      'SELECT key FROM check_results WHERE checked_ms >= 0 AND key <> ? ORDER BY checked_ms LIMIT 1',
      key,
    )?.key ?? null
  );
}

function eraseBefore(db: Connection, before: IsoInstant, most: number): number {
  const old = db.all<{ key: string }>(
    'SELECT key FROM check_results WHERE checked_ms < ? ORDER BY checked_ms LIMIT ?',
    Date.parse(before),
    most,
  );
  for (const { key } of old) db.run('DELETE FROM check_results WHERE key = ?', key);
  return old.length;
}
