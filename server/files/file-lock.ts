import { DatabaseSync } from 'node:sqlite';
import { setTimeout } from 'node:timers/promises';

const POLL_MS = 20;

/**
 * Takes a lock that the operating system releases when the process dies, however it dies: an exclusive transaction on a database
 * file. Returns the release function, or null while another holder has it. Throws where the file cannot be made or written.
 */
export function tryFileLock(file: string): (() => void) | null {
  try {
    const database = new DatabaseSync(file, { timeout: 0 });
    try {
      database.exec('BEGIN EXCLUSIVE');
    } catch (cause) {
      database.close();
      throw cause;
    }
    return () => database.close();
  } catch (cause) {
    if (isHeldElsewhere(cause)) return null;
    throw cause;
  }
}

/** SQLITE_BUSY and SQLITE_LOCKED (sqlite.org/rescode.html); the low byte of an extended result code is the primary one. */
const HELD_ELSEWHERE: ReadonlySet<number> = new Set([5, 6]);

function isHeldElsewhere(cause: unknown): boolean {
  if (typeof cause !== 'object' || cause === null || !('errcode' in cause)) return false;
  return typeof cause.errcode === 'number' && HELD_ELSEWHERE.has(cause.errcode & 0xff);
}

/** Another process kept the lock for longer than one waits. */
export class LockTimeout extends Error {
  readonly code = 'lock-timeout';
}

/**
 * Waits for the lock, without blocking the event loop, and works under it.
 * @throws {LockTimeout} after `waitMs` milliseconds
 */
export async function underFileLock<Value>(file: string, waitMs: number, work: () => Promise<Value>): Promise<Value> {
  for (let waited = 0; waited <= waitMs; waited += POLL_MS) {
    const unlock = tryFileLock(file);
    if (unlock !== null) return work().finally(unlock);
    await setTimeout(POLL_MS);
  }
  throw new LockTimeout(`${file} is locked by another process`);
}
