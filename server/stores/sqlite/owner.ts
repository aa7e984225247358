import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { makeFolder } from '../../files/make-folder.ts';

/**
 * Who holds a reservation: one open store, for as long as it is open. Its sign of life is an exclusive lock on a file of
 * its own, which the kernel lets go of at the very moment its process dies, however it dies. Process ids are not asked:
 * they are reused, and mean nothing across containers.
 *
 * The lock only decides WHEN a reservation is released, never whether two confirmations may hold a VIN: the database
 * sees to that. Nothing else in a process may open and close a lock file (or the database), since POSIX drops all of a
 * process's locks on a file with the first descriptor it closes; SQLite's own connections see to that among themselves.
 */
export type Owner = {
  readonly id: string;
  /** True when that other owner's process is gone for certain. False in every doubt. */
  readonly isDead: (other: string) => boolean;
  /** Ids of all lock files but one's own, dead or alive. */
  readonly others: () => readonly string[];
  /** Removes the lock file of a dead owner. */
  readonly bury: (other: string) => void;
  /** Ends this ownership; its open reservations may then be released by anybody. */
  readonly close: () => void;
};

const OWNER_ID = /^[A-Za-z0-9-]{1,64}$/;
const SUFFIX = '.lock';

/**
 * Takes the lock of `id` in a folder. To be called inside a write transaction of the database, so that nobody probes a lock
 * file between its creation and its locking. Throws SQLITE_BUSY when somebody alive has this id, a RangeError for an id that is no file name.
 */
export function becomeOwner(folder: string, id: string): Owner {
  if (!OWNER_ID.test(id)) throw new RangeError('an owner id has 1 to 64 letters, digits and hyphens');
  makeFolder(folder);
  const path = (owner: string): string => join(folder, `${owner}${SUFFIX}`);
  const lock = lockFile(path(id));
  return {
    id,
    isDead: (other) => other !== id && (!existsSync(path(other)) || isUnlocked(path(other))),
    others: () => lockFilesIn(folder).filter((other) => other !== id),
    bury: (other) => rmSync(path(other), { force: true }),
    close: () => {
      lock.close();
      rmSync(path(id), { force: true });
    },
  };
}

/** An SQLite database that never gets a byte: its open exclusive transaction is the lock. */
function lockFile(path: string): DatabaseSync {
  const database = new DatabaseSync(path, { timeout: 0 });
  try {
    // In memory, or a journal file would be left behind by a killed process.
    database.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function isUnlocked(path: string): boolean {
  try {
    lockFile(path).close();
    return true;
  } catch {
    return false;
  }
}

/** Ids of the owners in a folder that are alive. To be called while nobody can become one: see `becomeOwner`. */
export function liveOwners(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return lockFilesIn(folder).filter((id) => !isUnlocked(join(folder, `${id}${SUFFIX}`)));
}

function lockFilesIn(folder: string): readonly string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(SUFFIX))
    .map((name) => name.slice(0, -SUFFIX.length))
    .filter((id) => OWNER_ID.test(id));
}
