import { mkdtempSync, readdirSync, rmSync, statfsSync } from 'node:fs';
import { freemem } from 'node:os';
import path from 'node:path';

/** Where Linux keeps files in memory. */
const MEMORY = '/dev/shm';
/** With less room there, or less than twice as much memory, temporary files stay where they are: memory is for the tests first. */
const ROOM_BYTES = 4 * 1024 ** 3;

/**
 * Has the temporary files of this run be made in memory where there is room: stores, keys and servers wait for the disk at every
 * write, and several runs at once, or a slow disk, make that the longest part of a test. What a test kills are processes, not the
 * machine: it finds on a disk nothing else than in memory. `TMPDIR`, where it is set, is left as it is.
 */
export function useMemory(): void {
  if ((process.env.TMPDIR ?? '') !== '' || !hasRoom()) return;
  removeLeftOvers();
  const folder = mkdtempSync(path.join(MEMORY, `vinseal-tests-${process.pid}-`));
  process.env.TMPDIR = folder;
  process.once('exit', () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
}

function hasRoom(): boolean {
  try {
    const { bavail, bsize } = statfsSync(MEMORY);
    return bavail * bsize >= ROOM_BYTES && freemem() >= 2 * ROOM_BYTES;
  } catch {
    return false;
  }
}

/** Of runs that were killed: memory is not emptied by itself. */
function removeLeftOvers(): void {
  for (const name of readdirSync(MEMORY)) {
    const pid = /^vinseal-tests-(\d+)-/.exec(name)?.[1];
    if (pid !== undefined && !runs(Number(pid))) rmSync(path.join(MEMORY, name), { recursive: true, force: true });
  }
}

function runs(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (fault) {
    return (fault as NodeJS.ErrnoException).code === 'EPERM';
  }
}
