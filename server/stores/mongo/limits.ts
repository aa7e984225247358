import { type Limits, MAX_BUCKETS, type TakeRequest } from '../../ports/limits.ts';
import { StoreConflict } from '../../ports/store-conflict.ts';
import { tidyRegularly } from '../records/tidy-regularly.ts';
import type { Database, Db } from './database.ts';
import type { BucketRecord } from './schema/bucket-schema.ts';

export type MongoLimitsOptions = { readonly most?: number; readonly tidyEvery?: number };

const IS_OVER = { $lte: [{ $ifNull: ['$endsAt', new Date(0)] }, '$$NOW'] };

/** Limits in MongoDB: one record a bucket, changed in one step. An index removes what has ended. */
export function createMongoLimits(
  { db }: Database,
  { most = MAX_BUCKETS, tidyEvery }: MongoLimitsOptions = {},
): Limits {
  const kinds = new Set<string>();
  const tidySoon = tidyRegularly(() => void tidy(db, kinds, most).catch(() => undefined), tidyEvery);
  return {
    take: async (request) => {
      const { kind, key, limit } = request;
      const _id = `${kind} ${key}`;
      const { taken, used, endsAt, at } = await reckoned(db, _id, request);
      kinds.add(kind);
      tidySoon();
      return {
        taken,
        left: Math.max(0, limit - used),
        resetsInMs: endsAt.getTime() - at.getTime(),
        giveBack: async (units) => {
          const less = { $max: [0, { $subtract: ['$used', units] }] };
          await db.buckets.compute({ _id, endsAt }, { set: { used: less } });
        },
      };
    },
  };
}

async function reckoned(db: Db, _id: string, request: TakeRequest): Promise<BucketRecord> {
  const stages = stagesOf(request);
  try {
    return await db.buckets.reckon({ _id }, stages);
  } catch (error) {
    // Of two who insert it at once the second may be told that it is there.
    if (!(error instanceof StoreConflict)) throw error;
    return db.buckets.reckon({ _id }, stages);
  }
}

function stagesOf({ kind, cost, limit, windowMs }: TakeRequest) {
  return [
    {
      kind,
      at: '$$NOW',
      used: { $cond: [IS_OVER, 0, '$used'] },
      endsAt: { $cond: [IS_OVER, { $add: ['$$NOW', windowMs] }, '$endsAt'] },
    },
    { taken: { $min: [cost, { $max: [0, { $subtract: [limit, '$used'] }] }] } },
    { used: { $add: ['$used', '$taken'] } },
  ];
}

/** The first to end of those that are too many. What has ended is removed by the index, within a minute or two. */
async function tidy(db: Db, kinds: ReadonlySet<string>, most: number): Promise<void> {
  for (const kind of kinds) {
    const tooMany = (await db.buckets.count('buckets counted', { kind })) - most;
    if (tooMany <= 0) continue;
    const first = { limit: tooMany, sort: { endsAt: 1 }, fields: { _id: 1 } } as const;
    const found = await db.buckets.many('buckets first to end', { kind }, first);
    await db.buckets.remove({ _id: { $in: found.map(({ _id }) => _id) } });
  }
}
