import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { inspectWithin } from '#core/validation/inspect-document.ts';
import { readDocument } from '#core/validation/read-document.ts';
import { NO_MATERIAL, type ValidationContext } from '#core/validation/validation.ts';
import { openTestInstall, type TestInstall } from '../../support/install.ts';

/** What a reading thread answers is copied, buffers whole: no part of it may be a part of the file. */

let install: TestInstall;
let pdf: Uint8Array;
const context: ValidationContext = { anchors: [], at: new Date().toISOString(), found: NO_MATERIAL };

beforeAll(async () => {
  install = await openTestInstall();
  pdf = install.sample('valid').pdf;
});
afterAll(() => install.dispose());

/** Bytes of the largest buffer that an answer would take along. */
function largestBuffer(answer: unknown): number {
  if (ArrayBuffer.isView(answer)) return answer.buffer.byteLength;
  if (typeof answer !== 'object' || answer === null) return 0;
  return Math.max(0, ...Object.values(answer).map(largestBuffer));
}

test('verifying', async () => {
  const largest = largestBuffer(await readDocument(pdf, context));
  expect(largest).toBeGreaterThan(500);
  expect(largest).toBeLessThan(pdf.length / 10);
});

test('inspecting', async () => {
  const answer = await inspectWithin(pdf, context);
  expect(answer.inspection.signatures).toHaveLength(1);
  expect(largestBuffer(answer)).toBeLessThan(pdf.length / 10);
});
