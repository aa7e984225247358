import { monitorEventLoopDelay } from 'node:perf_hooks';
import { isMainThread } from 'node:worker_threads';

/**
 * Loaded into the service before its own code (`--import`): answers every message of the parent with the longest delay of the
 * event loop in ms since the last one. The service itself is as users run it.
 */
const RESOLUTION_MS = 5;

if (isMainThread && process.send !== undefined) {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delay.enable();
  process.on('message', () => {
    process.send?.({ longestMs: Math.max(0, delay.max / 1e6 - RESOLUTION_MS) });
    delay.reset();
  });
  // The service ends when it wants to.
  process.channel?.unref();
}
