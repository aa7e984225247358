import type { IsoInstant } from '#core/confirmation/calendar.ts';
import type { AuditEntry } from '../model/access/audit-entry.ts';

/** Kinds of records that people keep and work on. Each is read and written by one file of its area, which alone knows its data. */
export const COLLECTIONS = [
  'organisations',
  'access-keys',
  'checks',
  'people',
  'invitations',
  'letters',
  'applications',
  'install-marks',
  'users',
  'sessions',
  'credentials',
  'verifications',
  'second-factors',
  'passkeys',
  'requests',
  'request-attachments',
  'share-links',
  'batches',
  'batch-rows',
] as const;
export type Collection = (typeof COLLECTIONS)[number];

/** One record of a collection. */
export type CollectedRecord = {
  readonly id: string;
  /** Counts up with each change; 1 when it is new. */
  readonly version: number;
  /** What lists are ordered by, newest first. */
  readonly at: IsoInstant;
  /** Texts that no other record of the collection may have, such as `email:…`. */
  readonly unique: readonly string[];
  /** Texts by which lists are narrowed, such as `state:open` or `manufacturer:xinghan`. */
  readonly tags: readonly string[];
  /** JSON. */
  readonly data: string;
};

/** A record as it is to be: its version is counted by the store. */
export type NewRecord = Omit<CollectedRecord, 'version'> & { readonly collection: Collection };
export type RecordKey = { readonly collection: Collection; readonly id: string };

/** What a decision makes of records. */
export type CollectionChange<Answer> = {
  /** To enter, or to put in the place of those with their ids. */
  readonly put: readonly NewRecord[];
  /** To remove; nothing happens where there is none. */
  readonly remove: readonly RecordKey[];
  /** Written to the audit log in the same transaction. */
  readonly entries: readonly AuditEntry[];
  readonly answer: Answer;
};

export type ListQuestion = {
  /** Every one of them. At least one, so that no list is unbounded. */
  readonly tags: readonly string[];
  /** Where the page before ended; null for the first. */
  readonly after: ListPosition | null;
  /** At most 1,000. */
  readonly limit: number;
};
export type ListPosition = Pick<CollectedRecord, 'at' | 'id'>;

/** The most records that one change may touch. */
export const MAX_CHANGED = 2_000;
/** The longest data of one record, in characters. */
export const MAX_DATA_LENGTH = 4 * 1024 * 1024;

/** Records in collections, each with a version: found by id, by a unique text, or newest first by tags. */
export type Collections = {
  readonly find: (collection: Collection, id: string) => Promise<CollectedRecord | null>;
  readonly findUnique: (collection: Collection, unique: string) => Promise<CollectedRecord | null>;
  /** Newest first; those of one instant by id. */
  readonly list: (collection: Collection, question: ListQuestion) => Promise<readonly CollectedRecord[]>;
  /** How many have every one of these tags, counted up to `most`. */
  readonly count: (collection: Collection, tags: readonly string[], most: number) => Promise<number>;
  /**
   * Reads the records of these keys, decides on them as they stand and saves what is given back with its audit entries,
   * all or nothing; nobody else changes those records meanwhile. `decide` may be called again where somebody else came
   * first: it must only compute. Throws `StoreConflict` `constraint-violated` where another record has a unique text, and
   * for a record that is put though its key was not asked for and it exists.
   */
  readonly change: <Answer>(
    keys: readonly RecordKey[],
    decide: (records: readonly (CollectedRecord | null)[]) => CollectionChange<Answer>,
  ) => Promise<Answer>;
};
