import { existsSync, readlinkSync } from 'node:fs';
import { getPriority } from 'node:os';
import { Worker } from 'node:worker_threads';
import { expect, test } from '@jest/globals';

const GIVE_WAY = new URL('../../server/workers/give-way.ts', import.meta.url).href;
const isLinux = existsSync('/proc/thread-self');
if (!isLinux) console.warn('SKIPPED: no /proc/thread-self here: threads have no priority of their own');

const ASK = `
  const { readlinkSync } = require('node:fs');
  const { getPriority } = require('node:os');
  const { parentPort } = require('node:worker_threads');
  import('${GIVE_WAY}').then(({ giveWay }) => {
    giveWay();
    parentPort.postMessage(getPriority(Number(readlinkSync('/proc/thread-self').split('/').at(-1))));
  });`;

(isLinux ? test : test.skip)('a thread gives way, and only that thread', async () => {
  const own = () => getPriority(Number(readlinkSync('/proc/thread-self').split('/').at(-1)));
  const before = own();
  const worker = new Worker(ASK, { eval: true });
  const priority = await new Promise<number>((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
  });
  await worker.terminate();
  // However nice the process is itself; nothing is nicer than 19.
  expect(priority).toBe(Math.min(19, before + 5));
  expect(own()).toBe(before);
});
