import { Error as MongooseError, mongo } from 'mongoose';
import { StoreConflict } from '../../ports/store-conflict.ts';

/** Why a MongoDB replica set cannot be used. Permanent codes. */
export const MONGO_UNUSABLE_CODES = [
  'store-unreachable',
  'store-address-not-valid',
  'store-standalone',
  'store-not-migrated',
  'store-newer',
  'store-of-another-install',
  'store-being-filled',
  'store-moved',
] as const;
export type MongoUnusableCode = (typeof MONGO_UNUSABLE_CODES)[number];

const REMEDIES: Record<MongoUnusableCode, string> = {
  'store-unreachable':
    'cannot be used now: check that its servers run, that it has a primary, and the name and password',
  'store-address-not-valid':
    'has no usable address: VINSEAL_MONGO_URL is mongodb://NAME:PASSWORD@HOST,HOST/DATABASE?replicaSet=SET, with % codes for other signs in name and password',
  'store-standalone': 'is no set: transactions need one; a single server becomes one with --replSet and rs.initiate()',
  'store-not-migrated':
    'lacks indexes or validators that keep its records as they must be: run `npm run vinseal -- migrate` once',
  'store-newer': 'was written by a newer vinseal; it was left as it is: start that version or a later one',
  'store-of-another-install':
    'keeps the registry of another data folder: give every instance the same folder or a copy of it, or name another database',
  'store-being-filled':
    'is being filled by `vinseal migrate-store` or `vinseal restore`: wait for it, or run the same command again where it ended early',
  'store-moved':
    'keeps a registry that was moved to a data folder, or is being moved: use that data folder, without VINSEAL_MONGO_URL; where `vinseal migrate-store` ended early, run it again',
};

/** The replica set cannot be used as it stands. One line says what to do. Never holds the address: it may have a password. */
export class MongoUnusable extends Error {
  readonly code: MongoUnusableCode;
  /** `unknown` where what was asked for may be done all the same: see `ports/unknown-outcome.ts`. */
  readonly outcome: 'unknown' | null;

  constructor(code: MongoUnusableCode, detail = '', cause?: unknown, outcome: 'unknown' | null = null) {
    const told = detail === '' ? '' : ` (${withoutSecrets(detail)})`;
    super(`The MongoDB replica set ${REMEDIES[code]}${told}.`, { cause });
    this.name = 'MongoUnusable';
    this.code = code;
    this.outcome = outcome;
  }
}

/** One short line, without what stands before the @ of an address. */
function withoutSecrets(detail: string): string {
  return detail
    .slice(0, 300)
    .split(/\s+/)
    .map((word) => (word.includes('@') ? '…' : word))
    .join(' ');
}

/** Error codes of the server (mongodb/mongo, error_codes.yml). */
const DUPLICATE_KEY = 11_000;
const DOCUMENT_VALIDATION_FAILURE = 121;
const WRITE_CONFLICT = 112;
const SERVER_CODES: ReadonlySet<unknown> = new Set([
  WRITE_CONFLICT, // Tried again until the time was up.
  13, // Unauthorized
  18, // AuthenticationFailed
  50, // MaxTimeMSExpired
  64, // WriteConcernTimeout
  14_031, // OutOfDiskSpace
  // An election, a stop or a lost member, once more than the driver tries again. A read bears no label then.
  6, // HostUnreachable
  7, // HostNotFound
  89, // NetworkTimeout
  91, // ShutdownInProgress
  134, // ReadConcernMajorityNotAvailableYet
  189, // PrimarySteppedDown
  262, // ExceededTimeLimit
  9_001, // SocketException
  10_107, // NotWritablePrimary
  11_600, // InterruptedAtShutdown
  11_602, // InterruptedDueToReplStateChange
  13_435, // NotPrimaryNoSecondaryOk
  13_436, // NotPrimaryOrSecondary
]);
const LABELS = ['TransientTransactionError', 'UnknownTransactionCommitResult', 'RetryableWriteError'];

/**
 * The same fault as `StoreConflict` where server or schema say that a record contradicts another or is not whole, as
 * `MongoUnusable` where the set cannot be used; else unchanged.
 */
export function asMongoFault(error: unknown): unknown {
  if (isConflict(error))
    return new StoreConflict('constraint-violated', conflictText(error), { cause: framesOf(error) });
  if (!isOfTheSet(error)) return error;
  return new MongoUnusable('store-unreachable', error.message, error);
}

function isConflict(error: unknown): error is Error {
  if (error instanceof mongo.MongoServerError)
    return error.code === DUPLICATE_KEY || error.code === DOCUMENT_VALIDATION_FAILURE;
  return error instanceof MongooseError.ValidationError || error instanceof MongooseError.CastError;
}

/** What contradicts what, without the values: those of server and schema would bring VINs and addresses into the log. */
function conflictText(error: Error): string {
  if (error instanceof MongooseError.ValidationError)
    return `not as the schema has it: ${Object.keys(error.errors).join(', ')}`;
  if (error instanceof MongooseError.CastError) return `not of the type that the schema has: ${error.path}`;
  const [, where = ''] = /collection: (\S+ index: \S+)/.exec(error.message) ?? [];
  return where === '' ? 'a validator of the server refuses a record' : `another record has the same key in ${where}`;
}

/** Where it was thrown; its message, and whatever else it carries, holds values. */
function framesOf({ name, stack = '' }: Error): Error {
  const cause = new Error(name);
  cause.stack = [name, ...stack.split('\n').filter((line) => /^\s+at /.test(line))].join('\n');
  return cause;
}

function isOfTheSet(error: unknown): error is Error {
  if (error instanceof MongooseError.MongooseServerSelectionError) return true;
  if (!(error instanceof mongo.MongoError)) return false;
  if (!(error instanceof mongo.MongoServerError)) return true;
  return SERVER_CODES.has(error.code) || LABELS.some((label) => error.hasErrorLabel(label));
}

/** Whether another transaction is in the way. */
export function isWriteConflict(error: unknown): boolean {
  return error instanceof mongo.MongoServerError && error.code === WRITE_CONFLICT;
}

/** Whether the server asks for the whole transaction, or for its commit, again. */
export function hasLabel(
  error: unknown,
  label: 'TransientTransactionError' | 'UnknownTransactionCommitResult',
): boolean {
  return error instanceof mongo.MongoError && error.hasErrorLabel(label);
}
