import type { NumberMark } from '../../ports/journal.ts';
import type { RecoveryPlan, RecoveryReport } from '../../ports/recovery.ts';
import { spendUpTo } from './spent-number.ts';
import type { Connection } from './sql.ts';

const LAST_SEQUENCE = 9_999_999;

/**
 * Leaves out the numbers that may have been given since the moment of the database: up to the highest one that is known, or
 * so many after it where that is not certain. Inside the caller's transaction.
 */
export function skipNumbers(
  db: Connection,
  plan: Pick<RecoveryPlan, 'numbers' | 'skip' | 'years'>,
): RecoveryReport['skipped'] {
  return candidates(db, plan).flatMap(({ makerCode, year, sequence }) => {
    const known = db.one<{ last: number }>(
      'SELECT last FROM sequences WHERE maker_code = ? AND year = ?',
      makerCode,
      year,
    );
    const first = (known?.last ?? 0) + 1;
    const last = Math.min(Math.max(sequence, known?.last ?? 0) + plan.skip, LAST_SEQUENCE);
    if (last < first) return [];
    spendUpTo(db, { makerCode, year, sequence: last });
    db.run(
      'INSERT INTO unrecovered (maker_code, year, first, last) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
      makerCode,
      year,
      first,
      last,
    );
    return [{ makerCode, year, first, last }];
  });
}

/** Every maker and year in which a number may have been given, with the highest one that is known. */
function candidates(
  db: Connection,
  { numbers, years, skip }: Pick<RecoveryPlan, 'numbers' | 'skip' | 'years'>,
): readonly NumberMark[] {
  const possible =
    skip === 0 ? [] : possibleMakers(db).flatMap((makerCode) => years.map((year) => ({ makerCode, year })));
  const known = new Map(numbers.map((mark) => [`${mark.makerCode} ${mark.year}`, mark]));
  const unknown = possible.filter(({ makerCode, year }) => !known.has(`${makerCode} ${year}`));
  return [...known.values(), ...unknown.map((mark) => ({ ...mark, sequence: 0 }))];
}

function possibleMakers(db: Connection): readonly string[] {
  return db.all<{ code: string }>('SELECT code FROM manufacturers ORDER BY code').map(({ code }) => code);
}
