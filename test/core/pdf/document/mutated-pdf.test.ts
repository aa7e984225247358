import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { PDFDocument } from 'pdf-lib';
import { readPdfFacts } from '#core/pdf/document/read-signed-document.ts';
import { latin1Bytes, onePage, sealedPdf } from '../../../support/pdf-writer.ts';
import { seedOf, shareOf } from '../../../support/test-share.ts';

/** One change to a file: bytes overwritten, cut out, repeated, or a word of the format put in. */
const WORDS = [
  'endobj',
  'obj',
  'stream\n',
  'endstream',
  'xref',
  'trailer',
  'startxref\n0\n',
  '%%EOF',
  '<<',
  '>>',
  '[',
  '(',
  '/Prev 0',
  '9 0 R',
];
const mutation = fc.record({
  kind: fc.constantFrom('overwrite', 'cut', 'repeat', 'insert', 'digit'),
  at: fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
  length: fc.integer({ min: 1, max: 400 }),
  byte: fc.integer({ min: 0, max: 255 }),
  word: fc.constantFrom(...WORDS),
});
type Mutation = typeof mutation extends fc.Arbitrary<infer Value> ? Value : never;

function mutate(bytes: Uint8Array, change: Mutation): Uint8Array {
  const at = Math.floor(change.at * bytes.length);
  const head = bytes.subarray(0, at);
  const end = Math.min(bytes.length, at + change.length);
  if (change.kind === 'cut') return joined(head, bytes.subarray(end));
  if (change.kind === 'repeat') return joined(bytes.subarray(0, end), bytes.subarray(at));
  if (change.kind === 'insert') return joined(head, latin1Bytes(change.word), bytes.subarray(at));
  const copy = bytes.slice();
  const digit = bytes.findIndex((byte, index) => index >= at && byte >= 0x30 && byte <= 0x39);
  if (change.kind === 'digit' && digit >= 0) copy[digit] = 0x30 + (change.byte % 10);
  else copy[at] = change.byte;
  return copy;
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** The outcome as a word: facts, or the code of the only error that may come. */
function outcome(bytes: Uint8Array): string {
  try {
    return typeof readPdfFacts(bytes).pages === 'number' ? 'read' : 'wrong';
  } catch (error) {
    if (error instanceof Error && error.name === 'PdfReadError' && 'code' in error) return String(error.code);
    throw error;
  }
}

async function withObjectStreams(): Promise<Uint8Array> {
  const document = await PDFDocument.create({ updateMetadata: false });
  document.addPage().drawText('text');
  await document.attach(latin1Bytes('{"a":1}'), 'confirmation.json');
  return document.save({ useObjectStreams: true });
}

describe('whatever is done to a file, it is read or refused with a code', () => {
  const CODES = ['read', 'not-a-pdf', 'file-malformed', 'file-encrypted', 'limit-exceeded'];
  test.each<[string, () => Uint8Array | Promise<Uint8Array>]>([
    ['a sealed file', () => latin1Bytes(sealedPdf())],
    [
      'a file of two revisions',
      () => latin1Bytes(onePage().stream(4, '', 'x').table().object(4, '1').xrefStream(5).text),
    ],
    ['a file with object streams', withObjectStreams],
  ])('%s', async (_, make) => {
    const original = await make();
    const changes = fc.array(mutation, { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(changes, (list) => {
        expect(CODES).toContain(outcome(list.reduce<Uint8Array>(mutate, original)));
      }),
      { seed: seedOf(20260105), numRuns: shareOf(1500) },
    );
  });

  test('any bytes at all', () => {
    const header = latin1Bytes('%PDF-1.7\n');
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.boolean(), (bytes, headed) => {
        expect(CODES).toContain(outcome(headed ? joined(header, bytes) : bytes));
      }),
      { seed: seedOf(20260105), numRuns: shareOf(1000) },
    );
  });
});

test('one byte less or more, and the signature no longer covers the entire file', () => {
  const text = sealedPdf();
  const original = latin1Bytes(text);
  const clean = readPdfFacts(original);
  expect(clean.signatures[0]?.coverage).toBe('entire-file');
  const range = clean.signatures[0]?.byteRange ?? [0, 0, 0, 0];
  const cut = original.subarray(0, original.length - 1);
  expect(outcome(cut) === 'read' && readPdfFacts(cut).signatures[0]?.coverage).not.toBe('entire-file');
  const longer = joined(original, latin1Bytes('\n'));
  expect(readPdfFacts(longer).signatures[0]?.coverage).not.toBe('entire-file');
  expect(range[0] + range[1]).toBe(text.indexOf('/Contents<') + '/Contents'.length);
});
