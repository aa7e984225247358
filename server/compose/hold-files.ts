import { existsSync } from 'node:fs';
import { tryFileLock } from '../files/file-lock.ts';
import type { Journal } from '../ports/journal.ts';
import type { RecoveryRegister } from '../ports/recovery.ts';
import type { DataPaths } from './install-options.ts';

type Holders = {
  readonly journal: Pick<Journal, 'standing'>;
  readonly recovery: Pick<RecoveryRegister, 'holdsFiles'>;
};

/** Whether no stored file may be removed: a backup is being made, or files that no record names may be lost documents. */
export async function areFilesHeld(
  { backupLock }: Pick<DataPaths, 'backupLock'>,
  { journal, recovery }: Holders,
): Promise<boolean> {
  if (existsSync(backupLock) && isTaken(backupLock)) return true;
  return (await recovery.holdsFiles()) || (await journal.standing()) === 'set-back';
}

function isTaken(lock: string): boolean {
  const release = tryFileLock(lock);
  release?.();
  return release === null;
}
