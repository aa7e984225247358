import { Schema } from 'mongoose';
import { COLLECTIONS, type Collection } from '../../../ports/collections.ts';
import { COUNT, OPTIONS, TEXT } from './schema-options.ts';

/** A record of a collection: `<collection>/<id>`. */
export type CollectedDocument = {
  readonly _id: string;
  readonly collected: Collection;
  readonly id: string;
  readonly version: number;
  readonly atMs: number;
  /** `<collection> <text>`; absent where there is none, since the index would take two empty lists for one. */
  readonly uniques?: readonly string[] | undefined;
  /** `<collection> <tag>`. */
  readonly tags: readonly string[];
  readonly data: string;
  /** Counted up by whoever decides on the record without changing it. */
  readonly reads: number;
};
export const collectedSchema = new Schema<CollectedDocument>(
  {
    _id: TEXT,
    collected: { ...TEXT, enum: COLLECTIONS },
    id: TEXT,
    version: COUNT,
    atMs: { type: Number, required: true },
    uniques: { type: [String], default: undefined },
    tags: { type: [String], required: true },
    data: TEXT,
    reads: COUNT,
  },
  { ...OPTIONS, collection: 'collected' },
);
collectedSchema.index({ uniques: 1 }, { name: 'unique', unique: true, sparse: true });
collectedSchema.index({ tags: 1, atMs: -1, id: -1 }, { name: 'tags' });
