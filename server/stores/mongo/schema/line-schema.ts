import { Schema } from 'mongoose';
import { COUNT, OPTIONS, TEXT } from './schema-options.ts';

/** One vehicle of a number. */
export type LineRecord = {
  /** `<number>/<line>`. */
  readonly _id: string;
  readonly number: string;
  readonly line: number;
  readonly vin: string;
  /** The VIN from its end on: what ends with the same characters begins with the same ones. */
  readonly backwards: string;
  readonly status: 'reserved' | 'live' | 'withdrawn' | 'superseded' | 'released';
  /** As the status while it keeps the VIN from others, absent else: see the index `claim`. */
  readonly claims?: 'reserved' | 'live';
  readonly destination?: string;
  readonly test?: boolean;
  readonly at?: string;
  readonly by?: string;
  readonly reason?: string;
  readonly supersededBy?: string;
};

export const lineSchema = new Schema<LineRecord>(
  {
    _id: TEXT,
    number: TEXT,
    line: COUNT,
    vin: TEXT,
    backwards: TEXT,
    status: { ...TEXT, enum: ['reserved', 'live', 'withdrawn', 'superseded', 'released'] },
    claims: { type: String, enum: ['reserved', 'live'] },
    destination: String,
    test: Boolean,
    at: String,
    by: String,
    reason: String,
    supersededBy: String,
  },
  { ...OPTIONS, collection: 'lines' },
);

// At most one live and one reserved line a VIN: while a confirmation that replaces another is reserved, the line that it
// replaces stays live.
lineSchema
  .index({ vin: 1, claims: 1 }, { name: 'claim', unique: true, partialFilterExpression: { claims: { $exists: true } } })
  // A VIN once in each number; it begins with the VIN, by which a cluster may be sharded.
  .index({ vin: 1, number: 1 }, { name: 'number_of_vin', unique: true })
  .index({ number: 1, vin: 1 }, { name: 'vins' })
  .index({ number: 1, backwards: 1 }, { name: 'tail' })
  .index({ number: 1, status: 1, destination: 1 }, { name: 'standing' });

/** The characters of a VIN, the last one first. */
export function backwards(vin: string): string {
  return [...vin].toReversed().join('');
}
