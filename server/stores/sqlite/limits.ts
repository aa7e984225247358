import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { type Limits, MAX_BUCKETS, type Taken, type TakeRequest } from '../../ports/limits.ts';
import { tidyRegularly } from '../records/tidy-regularly.ts';
import { openLimitsFile, removeDamaged } from './limits-file.ts';
import { asStoreFault } from './store-unusable.ts';

export type SqliteLimitsOptions = {
  /** A database of its own. It is opened with the first take, and again after a fault. */
  readonly file: string;
  /** In ms, the same for all processes on the file. */
  readonly now: () => number;
  readonly most?: number;
  readonly tidyEvery?: number;
};

type Row = { readonly used: number; readonly taken: number; readonly ends_ms: number };

/** A window that ends later than any that begins now is of a clock that was set back: it is over, too. */
const IS_OVER = '(ends_ms <= :now OR ends_ms > :now + :window)';
const USED = `iif(${IS_OVER}, 0, used)`;
const FITTING = `min(:cost, max(0, :limit - ${USED}))`;

const TAKE = `
  INSERT INTO buckets (kind, key, used, taken, ends_ms)
  VALUES (:kind, :key, min(:cost, :limit), min(:cost, :limit), :now + :window)
  ON CONFLICT (kind, key) DO UPDATE SET
    used = ${USED} + ${FITTING}, taken = ${FITTING}, ends_ms = iif(${IS_OVER}, :now + :window, ends_ms)
  RETURNING used, taken, ends_ms`;
const GIVE_BACK = `UPDATE buckets SET used = max(0, used - ?) WHERE kind = ? AND key = ? AND ends_ms = ?`;
const ENDED = 'DELETE FROM buckets WHERE kind = ? AND ends_ms <= ?';
const FIRST_TO_END = `DELETE FROM buckets WHERE (kind, key) IN
  (SELECT kind, key FROM buckets WHERE kind = ?1 ORDER BY ends_ms LIMIT max(0, (SELECT count(*) FROM buckets WHERE kind = ?1) - ?2))`;

type Opened = { readonly database: DatabaseSync; readonly take: StatementSync };

/** Limits in SQLite, for every process on the file. Faults are thrown as `StoreUnusable`. */
export function createSqliteLimits({ file, now, most = MAX_BUCKETS, tidyEvery }: SqliteLimitsOptions): Limits & {
  readonly close: () => void;
} {
  let opened: Opened | null = null;
  let isEnded = false;
  const close = () => {
    opened?.database.close();
    opened = null;
  };
  const guarded = <Value>(work: (use: Opened) => Value): Value => {
    // An answer that is under way when the service stops gives back what it took.
    if (isEnded) throw new Error('the limits are closed');
    try {
      opened ??= prepare(openLimitsFile(file));
      return work(opened);
    } catch (error) {
      close();
      removeDamaged(file, error);
      throw asStoreFault(file, error);
    }
  };
  const tidySoon = tidyRegularly(() => guarded(({ database }) => tidy(database, now(), most)), tidyEvery);
  return {
    take: async (request) => {
      const at = now();
      const row = guarded((use) => take(use, request, at));
      tidySoon();
      return answer(row, request, at, (units) =>
        guarded(({ database }) => {
          database.prepare(GIVE_BACK).run(units, request.kind, request.key, row.ends_ms);
        }),
      );
    },
    close: () => {
      isEnded = true;
      close();
    },
  };
}

function prepare(database: DatabaseSync): Opened {
  return { database, take: database.prepare(TAKE) };
}

function take({ take: statement }: Opened, request: TakeRequest, now: number): Row {
  const { windowMs: window, ...rest } = request;
  return statement.get({ ...rest, window, now }) as Row;
}

function answer(row: Row, { limit }: TakeRequest, now: number, giveBack: (units: number) => void): Taken {
  return {
    taken: row.taken,
    left: Math.max(0, limit - row.used),
    resetsInMs: row.ends_ms - now,
    giveBack: async (units) => giveBack(units),
  };
}

function tidy(database: DatabaseSync, now: number, most: number): void {
  const kinds = database.prepare('SELECT DISTINCT kind FROM buckets').all();
  for (const { kind } of kinds) {
    database.prepare(ENDED).run(String(kind), now);
    database.prepare(FIRST_TO_END).run(String(kind), most);
  }
}
