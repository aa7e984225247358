import { Schema } from 'mongoose';
import { ANY_TEXT, COUNT, OPTIONS, TEXT } from './schema-options.ts';

/** What is known of the last restore: the one record is `restore`. */
export type RecoveryRecord = {
  readonly _id: string;
  readonly restoredAt: string;
  readonly isComplete: boolean;
  readonly confirmedAt: string | null;
};
export const recoverySchema = new Schema<RecoveryRecord>(
  {
    _id: TEXT,
    restoredAt: TEXT,
    isComplete: { type: Boolean, required: true },
    confirmedAt: { type: String, default: null },
  },
  { ...OPTIONS, collection: 'recovery' },
);

/** A run of numbers that may have been given and are not known: `<maker code>/<year>/<first>`. */
export type UnrecoveredRecord = {
  readonly _id: string;
  readonly makerCode: string;
  readonly year: number;
  readonly first: number;
  readonly last: number;
};
export const unrecoveredSchema = new Schema<UnrecoveredRecord>(
  { _id: TEXT, makerCode: TEXT, year: COUNT, first: COUNT, last: COUNT },
  { ...OPTIONS, collection: 'unrecovered' },
);
unrecoveredSchema.index({ makerCode: 1, year: 1, first: 1 }, { name: 'run', unique: true });

/** A number whose document was issued since, as the journal tells. */
export type AwaitedRecord = {
  readonly _id: string;
  readonly sha256: string;
  readonly keyId: string;
  readonly sealVersion: number | null;
  readonly issuedBy: string;
};
export const awaitedSchema = new Schema<AwaitedRecord>(
  {
    _id: TEXT,
    sha256: ANY_TEXT,
    keyId: ANY_TEXT,
    sealVersion: { type: Number, default: null },
    issuedBy: ANY_TEXT,
  },
  { ...OPTIONS, collection: 'awaited' },
);
