import type { SchemaOptions } from 'mongoose';

/**
 * Fields that no schema names are refused, in records and in questions. Nothing is added to what is given, and no index is built
 * but by `vinseal migrate`.
 */
export const OPTIONS = {
  strict: 'throw',
  strictQuery: 'throw',
  minimize: false,
  versionKey: false,
  autoIndex: false,
  autoCreate: false,
  id: false,
} as const satisfies SchemaOptions;

/** The same for what lies within a record. */
export const INNER = { ...OPTIONS, _id: false } as const satisfies SchemaOptions;

export const TEXT = { type: String, required: true } as const;
/** A text that may be empty, which mongoose takes for a missing one. */
export const ANY_TEXT = { type: String, default: '' } as const;
export const COUNT = { type: Number, required: true, min: 0, validate: Number.isSafeInteger } as const;
export const SHA256 = { type: String, match: /^[0-9a-f]{64}$/ } as const;
