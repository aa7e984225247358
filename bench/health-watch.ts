import { parentPort, workerData } from 'node:worker_threads';

/**
 * A thread that asks /healthz of a service over and over, so that whoever makes the load does not measure himself. Posts the
 * longest answer in ms when it is told to stop.
 */
const PAUSE_MS = 5;

const { address } = workerData as { readonly address: string };
let stopped = false;
parentPort?.once('message', () => {
  stopped = true;
});

async function ask(): Promise<number> {
  const started = performance.now();
  await (await fetch(`${address}/healthz`)).arrayBuffer();
  return performance.now() - started;
}

// The first questions load and compile what asks them.
for (let warmUp = 0; warmUp < 20; warmUp += 1) await ask();
parentPort?.postMessage('ready');
let longest = 0;
while (!stopped) {
  longest = Math.max(longest, await ask());
  await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
}
parentPort?.postMessage(longest);
