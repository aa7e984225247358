import type { NumberMark } from '../../ports/journal.ts';
import type { RecoveryPlan, RecoveryReport } from '../../ports/recovery.ts';
import type { Db } from './database.ts';
import { counterOf, spendUpTo } from './spent-number.ts';

const LAST_SEQUENCE = 9_999_999;

type Plan = Pick<RecoveryPlan, 'numbers' | 'skip' | 'years'>;
type Run = RecoveryReport['skipped'][number];

/**
 * Leaves out the numbers that may have been given since the moment of the database: up to the highest one that is known, or
 * so many after it where that is not certain. Inside the caller's transaction.
 */
export async function skipNumbers(db: Db, plan: Plan): Promise<RecoveryReport['skipped']> {
  const skipped: Run[] = [];
  for (const mark of await candidates(db, plan)) {
    const run = await skipRun(db, mark, plan.skip);
    if (run !== null) skipped.push(run);
  }
  return skipped;
}

async function skipRun(db: Db, { makerCode, year, sequence }: NumberMark, skip: number): Promise<Run | null> {
  const known = await db.counters.one('counter', { _id: counterOf({ makerCode, year }) });
  const first = (known?.last ?? 0) + 1;
  const last = Math.min(Math.max(sequence, known?.last ?? 0) + skip, LAST_SEQUENCE);
  if (last < first) return null;
  await spendUpTo(db, { makerCode, year, sequence: last });
  await db.unrecovered.insert([{ _id: `${makerCode}/${year}/${first}`, makerCode, year, first, last }]);
  return { makerCode, year, first, last };
}

/** Every maker and year in which a number may have been given, with the highest one that is known. */
async function candidates(db: Db, { numbers, years, skip }: Plan): Promise<readonly NumberMark[]> {
  const makers = skip === 0 ? [] : await db.manufacturers.many('manufacturers', {}, { sort: { code: 1 } });
  const possible = makers.flatMap(({ code }) => years.map((year) => ({ makerCode: code, year })));
  const known = new Map(numbers.map((mark) => [counterOf(mark), mark]));
  const unknown = possible.filter((mark) => !known.has(counterOf(mark)));
  return [...known.values(), ...unknown.map((mark) => ({ ...mark, sequence: 0 }))];
}
