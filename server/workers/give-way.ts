import { readlinkSync } from 'node:fs';
import { getPriority, setPriority } from 'node:os';

/** How much nicer a thread is that computes: the one that answers people gets three times its share of a busy core. */
const NICER = 5;
/** The system knows none above. */
const NICEST = 19;

/**
 * Lets the calling thread give way to the one that answers requests, so that neither a page nor `/healthz` waits while
 * many uploads are read. Linux schedules threads one by one; elsewhere nothing happens.
 */
export function giveWay(): void {
  try {
    const thread = Number(readlinkSync('/proc/thread-self').split('/').at(-1));
    if (Number.isInteger(thread) && thread > 0) setPriority(thread, Math.min(NICEST, getPriority(thread) + NICER));
  } catch {
    // Not Linux, or not allowed: the thread only does not give way.
  }
}
