import type { LineLookUp } from '../../ports/line-look-up.ts';
import type { Database } from './database.ts';
import { standingOf } from './registered-confirmation.ts';
import { backwards } from './schema/line-schema.ts';

/** The least that a tail has. */
const SHORTEST = 6;
const ISSUED = ['live', 'withdrawn', 'superseded'] as const;
/** Sorts after every character. */
const LAST = '\u{10ffff}';

/**
 * The port over the lines alone. The VIN from its end on is part of the index: a miss is one descent into it, whether or not the
 * number exists and however many lines it has.
 */
export function createLineLookUp({ db }: Database): LineLookUp {
  return {
    linesByTail: async (number, vinTail, most) => {
      if (vinTail.length < SHORTEST) return [];
      const from = backwards(vinTail);
      const found = await db.lines.many(
        'lines by tail',
        {
          number,
          backwards: { $gte: from, $lt: `${from}${LAST}` },
          status: { $in: [...ISSUED] },
        },
        { limit: most },
      );
      return found.map((line) => ({
        vin: line.vin,
        destination: line.destination ?? '',
        standing: standingOf(line),
        test: line.test === true,
      }));
    },
    isIssued: async (number) => {
      const issued = { number, status: { $in: [...ISSUED] } };
      return (await db.lines.one('lines of a confirmation', issued, { fields: { _id: 1 } })) !== null;
    },
  };
}
