import { DatabaseSync } from 'node:sqlite';
import { setTimeout } from 'node:timers/promises';

const POLL_MS = 20;

/**
 * Takes a lock that the system lets go of when the process dies, however it dies: an exclusive transaction on a database
 * file. Gives what lets it go, null while somebody else has it. Throws where the file cannot be made or written.
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
    if (/busy|locked/i.test(String(cause))) return null;
    throw cause;
  }
}

/** Waits for the lock, without holding up the event loop, and works under it. Throws after `waitMs` milliseconds. */
export async function underFileLock<Value>(file: string, waitMs: number, work: () => Promise<Value>): Promise<Value> {
  for (let waited = 0; waited <= waitMs; waited += POLL_MS) {
    const unlock = tryFileLock(file);
    if (unlock !== null) return work().finally(unlock);
    await setTimeout(POLL_MS);
  }
  throw new Error(`${file} is locked by another process`);
}
