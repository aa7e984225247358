import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { makePrivateFolder, writePrivateFile } from '../../files/durable-files.ts';

/** One thing that was fetched: until when it need not be fetched again, in ms since the epoch. */
export type Kept = { readonly octets: Uint8Array; readonly freshUntil: number };

/** What was fetched, kept in a folder over restarts. Only a cache: losing it costs a download, and nothing in it is trusted. */
export type RevocationCache = {
  /** The newest under that key, fresh or not; null when there is none or it cannot be read. */
  readonly read: (key: string) => Kept | null;
  /** Keeps it in place of what was there, and removes the oldest others beyond the bound. */
  readonly write: (key: string, kept: Kept) => void;
};

/** `<64 hex digits>-<fresh until, ms>`: what is needed to choose stands in the name. */
const NAME = /^([0-9a-f]{64})-(\d{1,15})\.der$/;

type Entry = { readonly file: string; readonly key: string; readonly freshUntil: number; readonly bytes: number };

/** A cache of at most `maxBytes` in a folder that only this user may enter. Keys are 64 hex digits. */
export function openRevocationCache(folder: string, maxBytes: number): RevocationCache {
  return {
    read: (key) => {
      const entry = newestFirst(entriesOf(folder)).find((candidate) => candidate.key === key);
      const octets = entry === undefined ? null : readOrNull(entry.file);
      return entry === undefined || octets === null ? null : { octets, freshUntil: entry.freshUntil };
    },
    write: (key, kept) => {
      if (kept.octets.length > maxBytes) return;
      try {
        replace(folder, key, kept, maxBytes);
      } catch (error) {
        // A full disk must not cost the answer that was just learnt.
        if (!isSystemError(error)) throw error;
      }
    },
  };
}

function isSystemError(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'syscall' in error;
}

function replace(folder: string, key: string, { octets, freshUntil }: Kept, maxBytes: number): void {
  makePrivateFolder(folder);
  const file = path.join(folder, `${key}-${Math.floor(freshUntil)}.der`);
  writePrivateFile(file, octets);
  const others = entriesOf(folder).filter((entry) => entry.file !== file);
  removeAll(others.filter((entry) => entry.key === key));
  evict(
    others.filter((entry) => entry.key !== key),
    maxBytes - octets.length,
  );
}

/** Those that need fetching again soonest go first. */
function evict(entries: readonly Entry[], maxBytes: number): void {
  let total = 0;
  removeAll(
    newestFirst(entries).filter(({ bytes }) => {
      total += bytes;
      return total > maxBytes;
    }),
  );
}

function newestFirst(entries: readonly Entry[]): readonly Entry[] {
  return entries.toSorted((a, b) => b.freshUntil - a.freshUntil);
}

function removeAll(entries: readonly Entry[]): void {
  for (const { file } of entries) rmSync(file, { force: true });
}

function entriesOf(folder: string): readonly Entry[] {
  if (statSync(folder, { throwIfNoEntry: false }) === undefined) return [];
  return readdirSync(folder).flatMap((name) => {
    const [, key, freshUntil] = NAME.exec(name) ?? [];
    const file = path.join(folder, name);
    const state = statSync(file, { throwIfNoEntry: false });
    return key === undefined || state === undefined
      ? []
      : [{ file, key, freshUntil: Number(freshUntil), bytes: state.size }];
  });
}

/** Another process may have replaced it meanwhile. */
function readOrNull(file: string): Uint8Array | null {
  try {
    return new Uint8Array(readFileSync(file));
  } catch {
    return null;
  }
}
