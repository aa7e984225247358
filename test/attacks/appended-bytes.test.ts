import { expect, test } from '@jest/globals';
import { attackBench, concat, expectRefused } from '../support/attack.ts';

/** Incremental saving in its crudest form: bytes behind the signed revision. Every one of them refuses the document. */
const bench = attackBench();

test('untouched, it is valid', async () => {
  expect((await bench.judge(bench.genuine, bench.vin)).headline).toBe('valid-matched');
});

test.each([
  ['a line feed', '\n'],
  ['a space', ' '],
  ['a comment', '% hello\n'],
  ['a second end-of-file marker', '%%EOF\n'],
  ['an object that no table names', '900 0 obj\n<< /Type /Catalog >>\nendobj\n'],
  ['a NUL', '\0'],
])('%s at the end', async (_name, tail) => {
  const verdict = await bench.judgeWithoutRegistry(concat(bench.genuine, tail));
  expectRefused(verdict, 'bytes-after-signature');
});

test.each([
  ['a line feed', '\n'],
  ['a MIME header', 'Content-Type: application/pdf\r\n\r\n'],
  ['another header', '%PDF-1.4\n'],
])('%s before the header', async (_name, head) => {
  expect((await bench.judgeWithoutRegistry(concat(head, bench.genuine))).verdict).toBe('not-valid');
});

test('two documents, one behind the other', async () => {
  expect((await bench.judgeWithoutRegistry(concat(bench.genuine, bench.genuine))).verdict).toBe('not-valid');
});

test('every truncation of the last 300 bytes', async () => {
  for (let cut = 1; cut <= 300; cut += 13) {
    const verdict = await bench.judgeWithoutRegistry(bench.genuine.subarray(0, bench.genuine.length - cut));
    expect(verdict.verdict).toBe('not-valid');
  }
});
