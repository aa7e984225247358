import { existsSync, mkdtempSync, readdirSync, rmSync, statfsSync } from 'node:fs';
import { freemem } from 'node:os';
import path from 'node:path';

/** A file system in memory, where Linux has one. */
const SHARED_MEMORY = '/dev/shm';
const PREFIX = 'vinseal-tests-';
/** Several times what the installs and the MongoDB server of a run keep; memory is for the tests first. */
const ROOM_BYTES = 4 * 1024 ** 3;

/**
 * A folder in memory for the temporary files of a run, or null where there is not room enough. Tests write thousands of times
 * what must have reached the disk, each time 5 ms on a good one, and none of them can see that it was not the disk: they end
 * processes, never the machine. Small disks that they fill are file systems of their own wherever they lie.
 */
export function memoryFolder(): string | null {
  if (!existsSync(SHARED_MEMORY)) return null;
  removeLeftovers();
  const { bavail, bsize } = statfsSync(SHARED_MEMORY);
  if (bavail * bsize < ROOM_BYTES || freemem() < 2 * ROOM_BYTES) return null;
  try {
    return mkdtempSync(path.join(SHARED_MEMORY, `${PREFIX}${process.pid}-`));
  } catch {
    return null;
  }
}

/** Of runs that were ended before they could remove theirs. */
function removeLeftovers(): void {
  for (const name of readdirSync(SHARED_MEMORY).filter((name) => name.startsWith(PREFIX))) {
    const [pid] = name.slice(PREFIX.length).split('-');
    if (!existsSync(`/proc/${pid}`)) rmSync(path.join(SHARED_MEMORY, name), { recursive: true, force: true });
  }
}
