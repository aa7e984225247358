import { Schema } from 'mongoose';
import { COUNT, OPTIONS, TEXT } from './schema-options.ts';

/** What one sender took within a window, by the clock of the server: `<kind> <key>`. Removed some time after its end. */
export type BucketRecord = {
  readonly _id: string;
  readonly kind: string;
  readonly used: number;
  /** What the last take got. */
  readonly taken: number;
  readonly endsAt: Date;
  /** When that was. */
  readonly at: Date;
};
export const bucketSchema = new Schema<BucketRecord>(
  {
    _id: TEXT,
    kind: TEXT,
    used: COUNT,
    taken: COUNT,
    endsAt: { type: Date, required: true },
    at: { type: Date, required: true },
  },
  { ...OPTIONS, collection: 'buckets' },
);
bucketSchema
  .index({ endsAt: 1 }, { name: 'end', expireAfterSeconds: 0 })
  .index({ kind: 1, endsAt: 1 }, { name: 'end_of_kind' });
