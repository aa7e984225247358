import { readlinkSync } from 'node:fs';
import { setPriority } from 'node:os';

/** Niceness of a thread that computes: the thread that answers people gets three times its share of a busy core. */
const NICENESS = 5;

/**
 * Lets the calling thread give way to the one that answers requests, so that neither a page nor `/healthz` waits while
 * many uploads are read. Linux schedules threads one by one; elsewhere nothing happens.
 */
export function giveWay(): void {
  try {
    const thread = Number(readlinkSync('/proc/thread-self').split('/').at(-1));
    if (Number.isInteger(thread) && thread > 0) setPriority(thread, NICENESS);
  } catch {
    // Not Linux, or not allowed: the thread only does not give way.
  }
}
