import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, expect, test } from '@jest/globals';
import type { ValidationContext } from '#core/validation/validation.ts';
import { openWorkerPool, type WorkerPool } from '../../server/workers/worker-pool.ts';
import { endlessFile } from '../support/slow-reader.ts';

const CONTEXT: ValidationContext = { anchors: [], at: '2026-07-01T00:00:00.000Z', found: { crls: [], ocsps: [] } };
const READER = path.join(import.meta.dirname, '../support/slow-reader.ts');
/** Far more than a thread takes to begin an endless file, in ms: such a one loads nothing of the reader. */
const SHORT_MS = 1_500;
const NO_PDF = new Uint8Array([1, 2, 3]);

let pool: WorkerPool;
afterEach(() => pool.close());

function open(readingTimeMs: number): WorkerPool {
  pool = openWorkerPool({ threads: 1, readingTimeMs, readerFile: READER });
  return pool;
}

const reading = () => pool.load().find((load) => load.pool === 'reading');

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await wait(10);
}

test('a reading that nobody waits for any more ends with its thread, and the next one is served', async () => {
  const { reader } = open(60_000);
  const endless = endlessFile();
  const client = new AbortController();
  const given = reader.read(endless.pdf, CONTEXT, client.signal);
  await until(() => endless.begun() === 1);
  client.abort(new Error('gone'));
  await expect(given).rejects.toThrow('gone');
  expect(reading()).toMatchObject({ running: 0, waiting: 0, threads: 0 });
  expect(await reader.read(NO_PDF, CONTEXT)).toMatchObject({ kind: 'unreadable', code: 'not-a-pdf' });
});

test('a reading that is given up while it waits is never begun', async () => {
  const { reader, inspector } = open(60_000);
  const [first, second] = [endlessFile(), endlessFile()];
  const [busy, client] = [new AbortController(), new AbortController()];
  const running = reader.read(first.pdf, CONTEXT, busy.signal);
  const waiting = [
    reader.read(second.pdf, CONTEXT, client.signal),
    inspector.inspect(second.pdf, CONTEXT, client.signal),
    reader.readPages(second.pdf, client.signal),
  ];
  await until(() => first.begun() === 1);
  expect(reading()).toMatchObject({ running: 1, waiting: 3 });
  client.abort(new Error('gone'));
  const left = await Promise.allSettled(waiting);
  expect(left.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
  expect(reading()).toMatchObject({ running: 1, waiting: 0 });
  busy.abort(new Error('gone too'));
  await expect(running).rejects.toThrow('gone too');
  await reader.read(NO_PDF, CONTEXT);
  expect(second.begun()).toBe(0);
});

test('all files of one job share the time of one reading', async () => {
  const { reader, inspector } = open(SHORT_MS);
  const [first, second, other] = [endlessFile(), endlessFile(), endlessFile()];
  const [job, another] = [new AbortController(), new AbortController()];
  const timedOut = { kind: 'undecided', code: 'reader-timed-out' };
  expect(await reader.read(first.pdf, CONTEXT, job.signal)).toMatchObject(timedOut);
  expect(await reader.read(second.pdf, CONTEXT, job.signal)).toMatchObject(timedOut);
  const { inspection } = await inspector.inspect(NO_PDF, CONTEXT, job.signal);
  expect(inspection).toMatchObject({ outcome: 'unreadable', problems: ['reader-timed-out'] });
  expect(await reader.read(other.pdf, CONTEXT, another.signal)).toMatchObject(timedOut);
  expect([first.begun(), second.begun(), other.begun()]).toEqual([1, 0, 1]);
});

test('readings that belong to no job have the whole time, each', async () => {
  const { reader } = open(SHORT_MS);
  const [first, second] = [endlessFile(), endlessFile()];
  await reader.read(first.pdf, CONTEXT);
  await reader.read(second.pdf, CONTEXT);
  expect([first.begun(), second.begun()]).toEqual([1, 1]);
});
