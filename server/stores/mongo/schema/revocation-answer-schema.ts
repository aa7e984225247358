import { Schema } from 'mongoose';
import { COUNT, OPTIONS, SHA256 } from './schema-options.ts';

/** What was fetched, by its key. */
export type RevocationAnswerRecord = {
  readonly _id: string;
  /** Milliseconds since the epoch. */
  readonly freshUntil: number;
  /** Bytes: what the total is made of. */
  readonly length: number;
  readonly octets: Uint8Array;
};
export const revocationAnswerSchema = new Schema<RevocationAnswerRecord>(
  {
    _id: { ...SHA256, required: true },
    freshUntil: { type: Number, required: true },
    length: COUNT,
    octets: { type: Schema.Types.Buffer, required: true },
  },
  { ...OPTIONS, collection: 'revocation_answers' },
);
revocationAnswerSchema.index({ freshUntil: 1, _id: 1, length: 1 }, { name: 'first' });
