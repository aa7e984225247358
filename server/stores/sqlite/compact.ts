import type { Connection } from './sql.ts';

/** The free part of a file that is worth writing the rest of it anew, in bytes. */
const WORTH_BYTES = 16 * 1024 * 1024;
/** Writing so much anew takes about a second, in which nobody else can write. */
const MAX_BYTES = 128 * 1024 * 1024;

/** `unchanged`: little is free. `too-large`: what is free stays in the file and is used before it grows. */
export type Compaction = { readonly kind: 'compacted' | 'unchanged' | 'too-large'; readonly freeBytes: number };

/** Gives free pages back to the file system, where that is worth it and soon done. Waits for another writer as every write does. */
export function compact(db: Connection): Compaction {
  const pageBytes = pragma(db, 'page_size');
  const freeBytes = pragma(db, 'freelist_count') * pageBytes;
  const usedBytes = pragma(db, 'page_count') * pageBytes - freeBytes;
  if (freeBytes < WORTH_BYTES || freeBytes < usedBytes) return { kind: 'unchanged', freeBytes };
  if (usedBytes > MAX_BYTES) return { kind: 'too-large', freeBytes };
  db.script('VACUUM');
  // The file itself shrinks once the log is written back to it; readers of the former state may delay that.
  db.one('PRAGMA wal_checkpoint(TRUNCATE)');
  return { kind: 'compacted', freeBytes };
}

function pragma(db: Connection, name: 'page_size' | 'page_count' | 'freelist_count'): number {
  return Object.values(db.one<Record<string, number>>(`PRAGMA ${name}`) ?? {})[0] ?? 0;
}
