import { StoreConflict } from '../../ports/store-conflict.ts';
/** Why a store cannot be used. Permanent codes. */
export const STORE_UNUSABLE_CODES = ['store-corrupt', 'store-newer', 'store-not-writable', 'store-busy'] as const;
export type StoreUnusableCode = (typeof STORE_UNUSABLE_CODES)[number];

const REMEDIES: Record<StoreUnusableCode, string> = {
  'store-corrupt':
    'is damaged or not a vinseal store; it was left as it is: restore the newest backup, or name another file',
  'store-newer': 'was written by a newer vinseal; it was left as it is: start that version or a later one',
  'store-not-writable': 'cannot be written: check that the folder exists, belongs to this user and has free space',
  'store-busy': 'is held by another process: wait for it to finish, or end it, and try again',
};

/** The store's file cannot be used as it stands. One line says what to do; nothing in the file was changed. */
export class StoreUnusable extends Error {
  readonly code: StoreUnusableCode;
  readonly file: string;

  constructor(code: StoreUnusableCode, file: string, detail: string, cause?: unknown) {
    super(`The store ${file} ${REMEDIES[code]} (${detail.replace(/\s+/g, ' ')}).`, { cause });
    this.name = 'StoreUnusable';
    this.code = code;
    this.file = file;
  }
}

/** Primary result codes of SQLite (sqlite.org/rescode.html), by what they mean for a whole store. */
const CODE_OF_RESULT = new Map<number, StoreUnusableCode>([
  [3, 'store-not-writable'], // PERM
  [5, 'store-busy'], // BUSY
  [6, 'store-busy'], // LOCKED
  [8, 'store-not-writable'], // READONLY
  [10, 'store-not-writable'], // IOERR
  [11, 'store-corrupt'], // CORRUPT
  [13, 'store-not-writable'], // FULL
  [14, 'store-not-writable'], // CANTOPEN
  [26, 'store-corrupt'], // NOTADB
]);

/** What an error of node:sqlite (`errcode`) or of node:fs (`errno`, `syscall`) carries beside its message. */
type SystemFault = {
  readonly message?: string;
  readonly errcode?: number;
  readonly errno?: number;
  readonly syscall?: string;
};

const SQLITE_CONSTRAINT = 19;

/**
 * The same fault as `StoreUnusable` where SQLite or the file system says that the file is at fault, as `StoreConflict` where
 * SQLite says that a record contradicts another; else unchanged.
 */
export function asStoreFault(file: string, error: unknown): unknown {
  if (typeof error !== 'object' || error === null || error instanceof StoreUnusable) return error;
  const { message = '', errcode, errno, syscall }: SystemFault = error;
  // The low byte of an extended result code is the primary one.
  const result = errcode === undefined ? null : errcode & 0xff;
  if (result === SQLITE_CONSTRAINT) return new StoreConflict('constraint-violated', message, { cause: error });
  const code = result === null ? undefined : CODE_OF_RESULT.get(result);
  if (code !== undefined) return new StoreUnusable(code, file, message, error);
  const ofFileSystem = errno !== undefined && syscall !== undefined;
  return ofFileSystem ? new StoreUnusable('store-not-writable', file, message, error) : error;
}

/** Result codes of SQLite for a disk that takes nothing: PERM, READONLY, IOERR, FULL, CANTOPEN. */
const DISK_RESULTS: ReadonlySet<number> = new Set([3, 8, 10, 13, 14]);
const DISK_ERRNOS: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT', 'EROFS', 'EACCES', 'EPERM']);

/** Whether a fault is that of a disk that is full or read-only, or of rights: what is there can perhaps still be read. */
export function isDiskFault(fault: unknown): boolean {
  if (!(fault instanceof StoreUnusable) || fault.code !== 'store-not-writable') return false;
  const { errcode, code } = (fault.cause ?? {}) as { readonly errcode?: number; readonly code?: string };
  return (errcode !== undefined && DISK_RESULTS.has(errcode & 0xff)) || (code !== undefined && DISK_ERRNOS.has(code));
}
