import { expect, test } from '@jest/globals';
import { measureFor } from '../../../server/http/metrics/measure.ts';
import type { Metrics, Operation } from '../../../server/http/metrics/open-metrics.ts';
import { ClientLeft } from '../../../server/http/middleware/client-signal.ts';

type Recorded = readonly [Operation, string, number];

function recorder() {
  const recorded: Recorded[] = [];
  const metrics: Metrics = {
    contentType: 'text/plain',
    text: async () => '',
    record: (...told) => void recorded.push(told),
  };
  return { recorded, metrics };
}

test('what comes out is given on, and told with its outcome', async () => {
  const { recorded, metrics } = recorder();
  const measure = measureFor(async () => metrics);
  expect(await measure('issue', async () => 42, String)).toBe(42);
  expect(recorded).toEqual([['issue', '42', expect.any(Number)]]);
});

test('what is thrown is thrown on, and told as a fault', async () => {
  const { recorded, metrics } = recorder();
  const fault = new Error('broken');
  const measured = measureFor(async () => metrics)('verification', () => Promise.reject(fault), String);
  await expect(measured).rejects.toBe(fault);
  expect(recorded).toEqual([['verification', 'fault', expect.any(Number)]]);
});

test('an operation whose client left is told as abandoned', async () => {
  const { recorded, metrics } = recorder();
  const measured = measureFor(async () => metrics)('verification', () => Promise.reject(new ClientLeft()), String);
  await expect(measured).rejects.toBeInstanceOf(ClientLeft);
  expect(recorded).toEqual([['verification', 'abandoned', expect.any(Number)]]);
});

test.each([
  ['nobody reads them', null],
  ['they cannot be opened', () => Promise.reject(new Error('no metrics'))],
])('where %s the work is done all the same', async (_what, open) => {
  expect(await measureFor(open)('inspection', async () => 'done', String)).toBe('done');
});
