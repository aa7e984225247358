import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Worker } from 'node:worker_threads';

/** Says how much processor time the threads started during `start` have taken, in ms. */
export type ThreadTime = () => Promise<number>;

/**
 * Watches the threads that `start` starts. Their processor time is the work done, however busy the machine is with other
 * things; a thread that has ended since fails the one who asks.
 */
export async function watchThreads<Value>(
  start: () => Promise<Value>,
): Promise<{ readonly value: Value; readonly time: ThreadTime }> {
  const threads: Worker[] = [];
  const note = (message: unknown) => void threads.push((message as { readonly worker: Worker }).worker);
  subscribe('worker_threads', note);
  try {
    const value = await start();
    if (threads.length === 0) throw new Error('no thread was started');
    return { value, time: async () => (await Promise.all(threads.map(millisecondsOf))).reduce((a, b) => a + b, 0) };
  } finally {
    unsubscribe('worker_threads', note);
  }
}

async function millisecondsOf(thread: Worker): Promise<number> {
  const { user, system } = await thread.cpuUsage();
  return (user + system) / 1_000;
}
