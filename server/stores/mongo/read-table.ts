import type { mongo } from 'mongoose';

/** What one operation, and one transaction with all its repetitions, may take, in ms. */
export const TIME_LIMIT_MS = 10_000;

type Reading = {
  readonly concern: mongo.ReadConcernLevel;
  readonly preference: mongo.ReadPreferenceMode;
  /** Documents that one question gives at most. */
  readonly most: number;
};

/** What only a majority of the members has taken is not taken back by an election, and only the primary has the newest of it. */
const NEWEST = { concern: 'majority', preference: 'primary' } as const;

/** For what may be lost: as the primary has it, before others have taken it. */
const AS_IT_IS = { concern: 'local', preference: 'primary' } as const;

/**
 * Every question that is asked outside a transaction: how fresh its answer is, whom it is asked of, and how long the answer is at
 * most. Inside a transaction all read one snapshot of the primary. A withdrawal must be seen at once by every instance, so
 * nothing that a verdict rests on is read from a secondary.
 */
export const READS = {
  'confirmation by number': { ...NEWEST, most: 1 },
  'confirmations listed': { ...NEWEST, most: 201 },
  'last confirmation looked at': { ...NEWEST, most: 1 },
  'numbers by prefix': { ...NEWEST, most: 2_001 },
  'confirmation that names a file': { ...NEWEST, most: 1 },
  'confirmation by key': { ...NEWEST, most: 1 },
  'confirmation that replaces': { ...NEWEST, most: 1 },
  'newest confirmation': { ...NEWEST, most: 1 },
  'archive copies due': { ...NEWEST, most: 10_000 },
  'archive copies due later': { ...NEWEST, most: 10_000 },
  'reservations open': { ...NEWEST, most: 1_000 },
  'lines of a confirmation': { ...NEWEST, most: 1_000 },
  'lines counted': { ...NEWEST, most: 1_000 },
  'lines by tail': { ...NEWEST, most: 2 },
  'lines of a VIN': { ...NEWEST, most: 10_000 },
  'holders of VINs': { ...NEWEST, most: 2_000 },
  manufacturer: { ...NEWEST, most: 1 },
  manufacturers: { ...NEWEST, most: 10_000 },
  'seals of a manufacturer': { ...NEWEST, most: 1_000 },
  'picture of a seal': { ...NEWEST, most: 1 },
  'audit entries': { ...NEWEST, most: 10_000 },
  'audit streams': { ...NEWEST, most: 1 },
  'audit heads': { ...NEWEST, most: 10_001 },
  counter: { ...NEWEST, most: 1 },
  recovery: { ...NEWEST, most: 1 },
  'numbers unrecovered': { ...NEWEST, most: 1 },
  'documents awaited': { ...NEWEST, most: 1_000_000 },
  'result of a check': { ...NEWEST, most: 1 },
  'oldest results': { ...NEWEST, most: 1_000 },
  'buckets counted': { ...AS_IT_IS, most: 1_000_000 },
  'buckets first to end': { ...AS_IT_IS, most: 10_000 },
  file: { ...NEWEST, most: 1 },
  'files swept': { ...NEWEST, most: 10_001 },
  'shared revision': { ...NEWEST, most: 1 },
  'shared records': { ...NEWEST, most: 10_000 },
  'collected record': { ...NEWEST, most: 1 },
  'collected records': { ...NEWEST, most: 2_000 },
  'collected records counted': { ...NEWEST, most: 100_000 },
  'revocation answer': { ...NEWEST, most: 1 },
  'revocation answers': { ...NEWEST, most: 1 },
  'schema version': { ...NEWEST, most: 1 },
  filling: { ...NEWEST, most: 1 },
} as const satisfies Readonly<Record<string, Reading>>;

export type ReadName = keyof typeof READS;
