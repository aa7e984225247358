import type { AuditEntry } from '../model/access/audit-entry.ts';

/** What all instances of an install know alike: whom they trust, which keys there are, which revocation lists were given. */
export const SHARED_KINDS = ['trust', 'keys', 'revocation-lists'] as const;
export type SharedKind = (typeof SHARED_KINDS)[number];

/** One small document of a kind: what a file would be in a data folder. */
export type SharedRecord = {
  /** Unique within its kind. */
  readonly name: string;
  readonly content: Uint8Array;
};

/** All records of a kind, in the order in which they were first put. */
export type SharedState = {
  /** Counts up with each change of the kind; 0 where it was never changed. */
  readonly revision: number;
  readonly records: readonly SharedRecord[];
};

export type SharedChange<Answer> = {
  /** Records to enter, or to put in the place of those of the same name. */
  readonly put: readonly SharedRecord[];
  /** Names of records to remove; nothing happens where there is none. */
  readonly remove: readonly string[];
  /** Written to the audit log in the same transaction, also where nothing is put or removed. */
  readonly entries?: readonly AuditEntry[];
  readonly answer: Answer;
};

/** Longest content of one record, in bytes: what fits into one document of every store. */
export const MAX_SHARED_BYTES = 15 * 1024 * 1024;

/**
 * The records that all instances share. Each question is answered by what is stored when it is asked, so that a change made by one
 * instance is in force on all others with their next question. Throws where the store cannot be asked.
 */
export type SharedRecords = {
  readonly read: (kind: SharedKind) => Promise<SharedState>;
  /**
   * Decides on the records as they stand and saves what is given back, all or nothing; nobody else changes the kind
   * meanwhile. `decide` may be called again where another change came first: it must only compute. Throws
   * `StoreConflict` `record-not-valid` for content above `MAX_SHARED_BYTES`.
   */
  readonly change: <Answer>(
    kind: SharedKind,
    decide: (records: readonly SharedRecord[]) => SharedChange<Answer>,
  ) => Promise<Answer>;
  /**
   * What `derive` makes of a kind, asked for at each call: the revision is read each time, the records only where it has
   * changed. What `derive` throws is thrown at each call until the records change.
   */
  readonly view: <Value>(kind: SharedKind, derive: (records: readonly SharedRecord[]) => Value) => () => Promise<Value>;
};
