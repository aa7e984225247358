import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { expect, test } from '@jest/globals';
import { guardMemory } from '../../server/workers/memory-guard.ts';

const MB = 1024 * 1024;

/** A thread that holds so many MB in buffers, outside of its heap, and goes on working without a pause. */
function holding(megabytes: number): Worker {
  const code = `const kept = Array.from({ length: ${megabytes} }, () => new Uint8Array(${MB}).fill(1));
    require('node:worker_threads').parentPort.postMessage(kept.length);
    for (let sum = 0; ; sum += 1) if (sum < 0) break;`;
  return new Worker(code, { eval: true });
}

test('a thread whose buffers exceed the bound is ended, and one within it goes on', async () => {
  const [small, large] = [holding(1), holding(160)];
  const ended = once(large, 'exit').then(() => 'ended');
  const smallEnded = once(small, 'exit').then(() => 'small ended');
  const guard = guardMemory(() => [small, large], { maxBytes: 128 * MB, everyMs: 10 });
  try {
    expect(await guard.during(() => Promise.race([ended, smallEnded]))).toBe('ended');
    const { external_memory: buffers } = await small.getHeapStatistics();
    expect(buffers).toBeGreaterThanOrEqual(MB);
  } finally {
    await Promise.all([small.terminate(), large.terminate()]);
  }
});

test('nothing is looked at while nothing runs', async () => {
  let looks = 0;
  const threads = () => {
    looks += 1;
    return [];
  };
  const guard = guardMemory(threads, { maxBytes: MB, everyMs: 1 });
  const pause = () => new Promise((resolve) => setTimeout(resolve, 30));
  await guard.during(pause);
  const seen = looks;
  await pause();
  expect(seen).toBeGreaterThan(0);
  expect(looks).toBe(seen);
});
