import type { LineLookUp } from '../../ports/line-look-up.ts';
import { type LineRow, standingOf } from './registered-confirmation.ts';
import type { Connection } from './sql.ts';

type TailRow = LineRow & { readonly destination: string; readonly test: number };

/**
 * The port over the lines alone. The last six characters are part of the index: a miss is one descent into it, whether
 * or not the number exists and however many lines it has.
 */
export function createLineLookUp(db: Connection): LineLookUp {
  return {
    linesByTail: async (number, vinTail, most) =>
      db
        .all<TailRow>(
          `SELECT vin, destination, test, status, at, by, reason, superseded_by AS supersededBy
           FROM lines INDEXED BY lines_tail
           WHERE number = ? AND substr(vin, -6) = substr(?, -6) AND substr(vin, -length(?)) = ?
             AND status IN ('live', 'withdrawn', 'superseded') LIMIT ?`,
          number,
          vinTail,
          vinTail,
          vinTail,
          most,
        )
        .map((row) => ({
          vin: row.vin,
          destination: row.destination,
          standing: standingOf(row),
          test: row.test === 1,
        })),
    isIssued: async (number) =>
      db.all(
        `SELECT 1 FROM lines INDEXED BY lines_tail
         WHERE number = ? AND status IN ('live', 'withdrawn', 'superseded') LIMIT 1`,
        number,
      ).length > 0,
  };
}
