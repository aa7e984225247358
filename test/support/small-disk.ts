import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

export type SmallDisk = {
  readonly folder: string;
  /** Leaves no byte free. */
  readonly fill: () => void;
  readonly free: () => void;
  /** No file on it may be open for writing. */
  readonly makeReadOnly: () => void;
  readonly makeWritable: () => void;
  readonly remove: () => void;
};

/** A real file system of its own, in memory; null where this user may mount none. */
export function smallDisk(megabytes = 8): SmallDisk | null {
  const folder = mkdtempSync(path.join(tmpdir(), 'vinseal-disk-'));
  const mount = (...options: readonly string[]) => spawnSync('mount', [...options, folder]).status === 0;
  if (!mount('-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs')) {
    rmSync(folder, { recursive: true });
    return null;
  }
  const ballast = path.join(folder, 'ballast');
  return {
    folder,
    fill: () => fill(ballast),
    free: () => rmSync(ballast),
    makeReadOnly: () => remounted(mount('-o', 'remount,ro')),
    makeWritable: () => remounted(mount('-o', 'remount,rw')),
    remove: () => {
      spawnSync('umount', ['-l', folder]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function remounted(done: boolean): void {
  if (!done) throw new Error('the disk could not be mounted anew');
}

function fill(file: string): void {
  for (let block = 1024 * 1024; block >= 512; block /= 2) {
    try {
      for (;;) writeFileSync(file, new Uint8Array(block), { flag: 'a' });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
    }
  }
}
