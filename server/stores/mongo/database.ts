import type { ClientSession, Connection, Model } from 'mongoose';
import { type FreshReads, freshReadsOf } from './fresh-reads.ts';
import { asMongoFault } from './mongo-fault.ts';
import { type Records, recordsOf } from './records.ts';
import { type EntryRecord, entrySchema, type HeadRecord, headSchema } from './schema/audit-schema.ts';
import { type BucketRecord, bucketSchema } from './schema/bucket-schema.ts';
import {
  type CheckResultRecord,
  checkResultSchema,
  type TotalRecord,
  totalSchema,
} from './schema/check-result-schema.ts';
import { type CollectedDocument, collectedSchema } from './schema/collected-schema.ts';
import { type ConfirmationRecord, confirmationSchema } from './schema/confirmation-schema.ts';
import { type LineRecord, lineSchema } from './schema/line-schema.ts';
import {
  type ManufacturerRecord,
  manufacturerSchema,
  type TurnRecord,
  turnSchema,
} from './schema/manufacturer-schema.ts';
import {
  type AwaitedRecord,
  awaitedSchema,
  type RecoveryRecord,
  recoverySchema,
  type UnrecoveredRecord,
  unrecoveredSchema,
} from './schema/recovery-schemas.ts';
import { type RevocationAnswerRecord, revocationAnswerSchema } from './schema/revocation-answer-schema.ts';
import { type SealRecord, sealSchema } from './schema/seal-schema.ts';
import {
  type SharedRecordDocument,
  type SharedRevisionDocument,
  sharedRecordSchema,
  sharedRevisionSchema,
} from './schema/shared-schema.ts';
import {
  type CounterRecord,
  counterSchema,
  type FileRecord,
  type FillingRecord,
  fileSchema,
  fillingSchema,
  type TrialRecord,
  trialSchema,
  type VersionRecord,
  versionSchema,
} from './schema/small-schemas.ts';
import { inTransaction } from './transaction.ts';
import { createTurns } from './turns.ts';

/** What each collection holds. */
export type Kinds = {
  readonly confirmations: ConfirmationRecord;
  readonly lines: LineRecord;
  readonly entries: EntryRecord;
  readonly heads: HeadRecord;
  readonly manufacturers: ManufacturerRecord;
  readonly turns: TurnRecord;
  readonly seals: SealRecord;
  readonly counters: CounterRecord;
  readonly trials: TrialRecord;
  readonly versions: VersionRecord;
  readonly files: FileRecord;
  readonly recovery: RecoveryRecord;
  readonly unrecovered: UnrecoveredRecord;
  readonly awaited: AwaitedRecord;
  readonly checkResults: CheckResultRecord;
  readonly totals: TotalRecord;
  readonly fillings: FillingRecord;
  readonly sharedRecords: SharedRecordDocument;
  readonly sharedRevisions: SharedRevisionDocument;
  readonly collected: CollectedDocument;
  readonly revocationAnswers: RevocationAnswerRecord;
  readonly buckets: BucketRecord;
};

/** The models of a connection: one for each collection. */
export type Models = { readonly [Name in keyof Kinds]: Model<Kinds[Name]> };

export function modelsOf(connection: Connection): Models {
  return {
    confirmations: connection.model<ConfirmationRecord>('confirmation', confirmationSchema),
    lines: connection.model<LineRecord>('line', lineSchema),
    entries: connection.model<EntryRecord>('audit-entry', entrySchema),
    heads: connection.model<HeadRecord>('audit-head', headSchema),
    manufacturers: connection.model<ManufacturerRecord>('manufacturer', manufacturerSchema),
    turns: connection.model<TurnRecord>('turn', turnSchema),
    seals: connection.model<SealRecord>('seal', sealSchema),
    counters: connection.model<CounterRecord>('counter', counterSchema),
    trials: connection.model<TrialRecord>('trial', trialSchema),
    versions: connection.model<VersionRecord>('version', versionSchema),
    files: connection.model<FileRecord>('file', fileSchema),
    recovery: connection.model<RecoveryRecord>('recovery', recoverySchema),
    unrecovered: connection.model<UnrecoveredRecord>('unrecovered', unrecoveredSchema),
    awaited: connection.model<AwaitedRecord>('awaited', awaitedSchema),
    checkResults: connection.model<CheckResultRecord>('check-result', checkResultSchema),
    totals: connection.model<TotalRecord>('total', totalSchema),
    fillings: connection.model<FillingRecord>('filling', fillingSchema),
    sharedRecords: connection.model<SharedRecordDocument>('shared-record', sharedRecordSchema),
    sharedRevisions: connection.model<SharedRevisionDocument>('shared-revision', sharedRevisionSchema),
    collected: connection.model<CollectedDocument>('collected', collectedSchema),
    revocationAnswers: connection.model<RevocationAnswerRecord>('revocation-answer', revocationAnswerSchema),
    buckets: connection.model<BucketRecord>('bucket', bucketSchema),
  };
}

/** Every collection, inside one transaction or outside of all. */
export type Db = { readonly [Name in keyof Kinds]: Records<Kinds[Name]> };

/** A database in use. What the set itself refuses is thrown as `MongoUnusable`, what a record contradicts as `StoreConflict`. */
export type Database = {
  /** Outside of all transactions: each call stands by itself. */
  readonly db: Db;
  /**
   * Does all of `work` as one durable transaction, again where the server asks for it; when it throws, nothing has happened. The
   * work does nothing but read and write through what it is given. Not nestable.
   */
  readonly write: <Value>(work: (db: Db) => Promise<Value>) => Promise<Value>;
};

export function openDatabase(connection: Connection): Database {
  const models = modelsOf(connection);
  const inTurn = createTurns();
  return {
    db: guarded(dbOf(models, null), freshReadsOf(connection)),
    write: async (work) => {
      try {
        return await inTurn((letNext) =>
          inTransaction(connection, (session) => work(dbOf(models, session)), { letNext }),
        );
      } catch (error) {
        throw asMongoFault(error);
      }
    },
  };
}

function dbOf(models: Models, session: ClientSession | null): Db {
  return {
    confirmations: recordsOf(models.confirmations, session),
    lines: recordsOf(models.lines, session),
    entries: recordsOf(models.entries, session),
    heads: recordsOf(models.heads, session),
    manufacturers: recordsOf(models.manufacturers, session),
    turns: recordsOf(models.turns, session),
    seals: recordsOf(models.seals, session),
    counters: recordsOf(models.counters, session),
    trials: recordsOf(models.trials, session),
    versions: recordsOf(models.versions, session),
    files: recordsOf(models.files, session),
    recovery: recordsOf(models.recovery, session),
    unrecovered: recordsOf(models.unrecovered, session),
    awaited: recordsOf(models.awaited, session),
    checkResults: recordsOf(models.checkResults, session),
    totals: recordsOf(models.totals, session),
    fillings: recordsOf(models.fillings, session),
    sharedRecords: recordsOf(models.sharedRecords, session),
    sharedRevisions: recordsOf(models.sharedRevisions, session),
    collected: recordsOf(models.collected, session),
    revocationAnswers: recordsOf(models.revocationAnswers, session),
    buckets: recordsOf(models.buckets, session),
  };
}

/** What asks. Inside a transaction all of it sees one moment of the primary, which has everything. */
const READING: ReadonlySet<string> = new Set([
  'one',
  'many',
  'count',
  'combine',
] satisfies readonly (keyof Records<unknown>)[]);

/** Inside a transaction faults stay as they are: their labels say whether it is done again. */
function guarded(db: Db, fresh: FreshReads): Db {
  const guardOf = (method: string, work: Work) =>
    guard(READING.has(method) ? (...given) => fresh(() => work(...given)) : work);
  const entries = Object.entries(db).map(([name, records]) => [
    name,
    Object.fromEntries(Object.entries(records).map(([method, work]) => [method, guardOf(method, work as Work)])),
  ]);
  return Object.fromEntries(entries) as Db;
}

type Work = (...given: readonly unknown[]) => Promise<unknown>;

function guard(work: Work): Work {
  return async (...given) => {
    try {
      return await work(...given);
    } catch (error) {
      throw asMongoFault(error);
    }
  };
}
