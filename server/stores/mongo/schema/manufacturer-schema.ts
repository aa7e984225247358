import { Schema } from 'mongoose';
import type { RegisteredOutlet } from '#core/confirmation/outlet.ts';
import type { Manufacturer } from '../../../model/manufacturers/manufacturer.ts';
import { COUNT, OPTIONS, TEXT } from './schema-options.ts';

/** A manufacturer with its outlets: read whole and replaced whole, after the use cases have parsed it. */
export type ManufacturerRecord = {
  readonly _id: string;
  readonly code: string;
  readonly data: Manufacturer;
  readonly outlets: readonly RegisteredOutlet[];
};

export const manufacturerSchema = new Schema<ManufacturerRecord>(
  {
    _id: TEXT,
    code: TEXT,
    data: { type: Schema.Types.Mixed, required: true },
    outlets: [Schema.Types.Mixed],
  },
  { ...OPTIONS, collection: 'manufacturers' },
);
manufacturerSchema.index({ code: 1 }, { name: 'code', unique: true });

/** Whoever decides on records as they stand counts one up first, so that of two the second begins anew. */
export type TurnRecord = { readonly _id: string; readonly turns: number };

export const turnSchema = new Schema<TurnRecord>({ _id: TEXT, turns: COUNT }, { ...OPTIONS, collection: 'turns' });
