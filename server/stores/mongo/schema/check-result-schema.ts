import { Schema } from 'mongoose';
import { COUNT, OPTIONS, SHA256, TEXT } from './schema-options.ts';

/** The result of a check, by its key. */
export type CheckResultRecord = {
  readonly _id: string;
  readonly checkedMs: number;
  /** Characters of `data`: what the total is made of. */
  readonly length: number;
  /** JSON. */
  readonly data: string;
};
export const checkResultSchema = new Schema<CheckResultRecord>(
  {
    _id: { ...SHA256, required: true },
    checkedMs: { type: Number, required: true },
    length: COUNT,
    data: TEXT,
  },
  { ...OPTIONS, collection: 'check_results' },
);
checkResultSchema.index({ checkedMs: 1, _id: 1, length: 1 }, { name: 'oldest' });

/** How long all results are together: the one record is `check-results`. Changed in the transaction that adds or erases them. */
export type TotalRecord = { readonly _id: string; readonly length: number };
export const totalSchema = new Schema<TotalRecord>({ _id: TEXT, length: COUNT }, { ...OPTIONS, collection: 'totals' });
