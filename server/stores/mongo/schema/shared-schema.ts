import { Schema } from 'mongoose';
import { SHARED_KINDS, type SharedKind } from '../../../ports/shared-records.ts';
import { COUNT, OPTIONS, TEXT } from './schema-options.ts';

/** A shared record: `<kind>/<name>`. */
export type SharedRecordDocument = {
  readonly _id: string;
  readonly kind: SharedKind;
  readonly name: string;
  /** Its place among the records of its kind. */
  readonly position: number;
  readonly content: Uint8Array;
};
export const sharedRecordSchema = new Schema<SharedRecordDocument>(
  {
    _id: TEXT,
    kind: { ...TEXT, enum: SHARED_KINDS },
    name: TEXT,
    position: COUNT,
    content: { type: Schema.Types.Buffer, required: true },
  },
  { ...OPTIONS, collection: 'shared_records' },
);
sharedRecordSchema.index({ kind: 1, position: 1 }, { name: 'kind', unique: true });

/** How often a kind was changed. Counted up in every transaction that changes it: of two at once the second begins anew. */
export type SharedRevisionDocument = { readonly _id: string; readonly revision: number };
export const sharedRevisionSchema = new Schema<SharedRevisionDocument>(
  { _id: TEXT, revision: COUNT },
  { ...OPTIONS, collection: 'shared_revisions' },
);
