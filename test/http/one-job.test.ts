import { expect, test } from '@jest/globals';
import express, { type Express } from 'express';
import request from 'supertest';
import { refuse } from '#core/confirmation/errors.ts';
import { inspectionsRouter } from '../../server/http/api/inspections.ts';
import { verificationsRouter } from '../../server/http/api/verifications.ts';
import { uploads } from '../../server/http/middleware/uploads.ts';
import { PAGE_INSPECTION } from '../support/page-inspection.ts';
import { pageDocument, pagesApp, verdictOf, WORDS } from '../support/pages-app.ts';

/** All files of one request are one job: they are judged under one signal, and another request has another. */

type Signals = (AbortSignal | undefined)[];

const app = (signals: Signals): Express => {
  const seen = <Value>(signal: AbortSignal | undefined, value: Value): Value => {
    signals.push(signal);
    return value;
  };
  const verify = async (asked: Parameters<typeof verdictOf>[0]) => seen(asked.signal, verdictOf(asked));
  const inspect = async (_pdf: Uint8Array, signal?: AbortSignal) => seen(signal, PAGE_INSPECTION);
  const shared = { words: WORDS, receive: uploads(), lookUp: async () => refuse('confirmation-not-found') };
  return express()
    .use('/api/v1/verifications', verificationsRouter({ ...shared, verify }))
    .use('/api/v1/inspections', inspectionsRouter({ ...shared, inspect }))
    .use(pagesApp({ verifyDocument: verify, inspect }));
};

test.each([
  ['/api/v1/verifications', 3],
  ['/api/v1/inspections', 3],
  // Signed files that are no confirmations are inspected as well.
  ['/en/verify', 6],
])('%s judges three files under one signal', async (address, times) => {
  const signals: Signals = [];
  const served = app(signals);
  const upload = async () => {
    const file = pageDocument('stranger');
    const answer = await request(served)
      .post(address)
      .redirects(1)
      .attach('file', file, 'a.pdf')
      .attach('file', file, 'b.pdf')
      .attach('file', file, 'c.pdf');
    expect(answer.status).toBe(200);
  };
  await upload();
  await upload();
  const [first, second] = [signals[0], signals[times]];
  expect(signals).toHaveLength(2 * times);
  expect(first).toBeInstanceOf(AbortSignal);
  expect(new Set(signals.slice(0, times))).toEqual(new Set([first]));
  expect(new Set(signals.slice(times))).toEqual(new Set([second]));
  expect(first).not.toBe(second);
  // Whoever was answered has not left.
  expect(signals.map((signal) => signal?.aborted)).toEqual(signals.map(() => false));
});
