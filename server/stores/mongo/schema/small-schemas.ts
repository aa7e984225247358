import { Schema } from 'mongoose';
import { ANY_TEXT, COUNT, OPTIONS, SHA256, TEXT } from './schema-options.ts';

/** The highest sequence given to a maker in a year: `<maker code>/<year>`. */
export type CounterRecord = { readonly _id: string; readonly last: number };
export const counterSchema = new Schema<CounterRecord>(
  { _id: TEXT, last: COUNT },
  { ...OPTIONS, collection: 'counters' },
);

/** What a trial of writing writes. */
export type TrialRecord = { readonly _id: string; readonly at: Date };
export const trialSchema = new Schema<TrialRecord>(
  { _id: TEXT, at: { type: Date, required: true } },
  { ...OPTIONS, collection: 'trials' },
);

/** Which schema the database has (`schema`), and whose registry it is (`install`, by the id in its data folder). */
export type VersionRecord = { readonly _id: string; readonly version: number; readonly install?: string };
export const versionSchema = new Schema<VersionRecord>(
  { _id: TEXT, version: COUNT, install: String },
  { ...OPTIONS, collection: 'versions' },
);

/** A PDF by its SHA-256. `at`: when it was last put, by the clock of the server. */
export type FileRecord = { readonly _id: string; readonly bytes: Uint8Array; readonly at: Date };
export const fileSchema = new Schema<FileRecord>(
  { _id: { ...SHA256, required: true }, bytes: { type: Schema.Types.Buffer, required: true }, at: Date },
  { ...OPTIONS, collection: 'files' },
);

/** What is being filled with records, or was moved elsewhere: the one record is `filling`. See `fillings.ts`. */
export type FillingRecord = {
  readonly _id: string;
  /** Of the move or the restore. */
  readonly id: string;
  /** Of what it is filled with; empty for a database that is left. */
  readonly digest: string;
  readonly state: 'filling' | 'clearing' | 'recovering' | 'ready' | 'leaving' | 'moved';
  /** How many records of each table are there. */
  readonly counts: Readonly<Record<string, number>>;
};
export const fillingSchema = new Schema<FillingRecord>(
  {
    _id: TEXT,
    id: TEXT,
    digest: ANY_TEXT,
    state: { ...TEXT, enum: ['filling', 'clearing', 'recovering', 'ready', 'leaving', 'moved'] },
    counts: { type: Schema.Types.Mixed, default: {} },
  },
  { ...OPTIONS, collection: 'fillings' },
);
