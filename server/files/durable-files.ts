import { randomUUID } from 'node:crypto';
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { makeFolder } from './make-folder.ts';

/**
 * Writes a file so that a reader, and a crash at any point, finds the old content or the whole new one: a temporary
 * file beside it, flushed, renamed over it, the folder flushed. `mode` are its permissions, before the process's umask.
 */
export function writeFileDurably(file: string, content: string | Uint8Array, mode = 0o666): void {
  const temporary = `${file}.${randomUUID()}.tmp`;
  try {
    const descriptor = openSync(temporary, 'wx', mode);
    try {
      writeFileSync(descriptor, content);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
  syncFolder(path.dirname(file));
}

/** Gives a file another name in its folder; a crash leaves the one or the other. */
export function renameDurably(from: string, to: string): void {
  renameSync(from, to);
  syncFolder(path.dirname(to));
}

/** `writeFileDurably` without holding up the event loop. */
export async function writeFileDurablyAsync(file: string, content: Uint8Array, mode = 0o666): Promise<void> {
  const temporary = `${file}.${randomUUID()}.tmp`;
  try {
    const handle = await open(temporary, 'wx', mode);
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await flushFolder(path.dirname(file));
}

/** Makes the names in a folder durable, without holding up the event loop. */
export async function flushFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** `writeFileDurably`, readable and writable by its owner alone (0600). */
export function writePrivateFile(file: string, content: string | Uint8Array): void {
  writeFileDurably(file, content, 0o600);
}

/** Makes a folder, and those above it, for its owner alone (0700). */
export function makePrivateFolder(folder: string): void {
  makeFolder(folder);
}

/** A rename is durable once its folder is; Windows has no such call. */
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
