import { openWorkerPool, type WorkerPool } from '../../server/workers/worker-pool.ts';
import { atEndOfFile, hasEndOfFile } from './end-of-file.ts';

/** Longer than anything takes on a busy machine, in ms. */
export const PROTECTIVE_MS = 60_000;

let shared: WorkerPool | null = null;

/**
 * One thread of each kind for all installs that a test file opens one after the other, ended with the file: a thread takes
 * a second of a processor to start. Null outside of test files, where installs have threads of their own.
 */
export function sharedThreads(): WorkerPool | null {
  if (!hasEndOfFile()) return null;
  if (shared !== null) return shared;
  const pool = openWorkerPool({ threads: 1, readingTimeMs: PROTECTIVE_MS });
  shared = pool;
  atEndOfFile(async () => {
    shared = null;
    await pool.close();
  });
  return pool;
}
