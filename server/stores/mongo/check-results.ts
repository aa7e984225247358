import type { IsoInstant } from '#core/confirmation/calendar.ts';
import type { CheckResults, StoredResult } from '../../ports/check-results.ts';
import type { Database, Db } from './database.ts';
import type { CheckResultRecord } from './schema/check-result-schema.ts';

const TOTAL = { _id: 'check-results' } as const;
const OLDEST_FIRST = { checkedMs: 1, _id: 1 } as const;

/**
 * Results of checks in MongoDB. Their total length is one record, which every transaction that adds or erases results changes
 * first: of two at once the second begins anew, and the total is what there is after every one of them.
 */
export function createCheckResults({ db, write }: Database): CheckResults {
  return {
    put: (result, most) => write((within) => put(within, result, most)),
    find: async (key) => {
      const found = await db.checkResults.one('result of a check', { _id: key });
      return found === null ? null : { key, checkedAt: new Date(found.checkedMs).toISOString(), data: found.data };
    },
    eraseBefore: async (before, most) => {
      // Mostly there is nothing to erase, and then nothing is written.
      if ((await checkedBefore(db, before, 1)).length === 0) return 0;
      return write((within) => eraseBefore(within, before, most));
    },
  };
}

async function put(db: Db, { key, checkedAt, data }: StoredResult, most: number): Promise<void> {
  const { length } = await db.totals.put(TOTAL, { $inc: { length: data.length } });
  await db.checkResults.insert([{ _id: key, checkedMs: Date.parse(checkedAt), length: data.length, data }]);
  await makeRoom(db, key, length - most);
}

/** Erases the oldest others until that much is free, or none is left. */
async function makeRoom(db: Db, key: string, needed: number): Promise<void> {
  let missing = needed;
  while (missing > 0) {
    const others = await oldestOthers(db, key);
    if (others.length === 0) return;
    missing -= await erase(db, upTo(others, missing));
  }
}

function oldestOthers(db: Db, key: string): Promise<readonly CheckResultRecord[]> {
  const others = { checkedMs: { $gte: 0 }, _id: { $ne: key } };
  return db.checkResults.many('oldest results', others, { sort: OLDEST_FIRST, fields: { length: 1 } });
}

/** The first that are together so long, or all. */
function upTo(records: readonly CheckResultRecord[], needed: number): readonly CheckResultRecord[] {
  let length = 0;
  const enough = records.findIndex((record) => {
    length += record.length;
    return length >= needed;
  });
  return enough === -1 ? records : records.slice(0, enough + 1);
}

async function eraseBefore(db: Db, before: IsoInstant, most: number): Promise<number> {
  await db.totals.set(TOTAL, { $inc: { length: 0 } });
  const old = await checkedBefore(db, before, most);
  if (old.length > 0) await erase(db, old);
  return old.length;
}

function checkedBefore(db: Db, before: IsoInstant, limit: number): Promise<readonly CheckResultRecord[]> {
  const old = { checkedMs: { $lt: Date.parse(before) } };
  return db.checkResults.many('oldest results', old, { limit, sort: OLDEST_FIRST, fields: { length: 1 } });
}

/** Gives how long they were together. */
async function erase(db: Db, records: readonly CheckResultRecord[]): Promise<number> {
  const length = records.reduce((sum, record) => sum + record.length, 0);
  await db.checkResults.remove({ _id: { $in: records.map(({ _id }) => _id) } });
  await db.totals.change(TOTAL, { $inc: { length: -length } });
  return length;
}
