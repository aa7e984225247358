import { describe, expect, test } from '@jest/globals';
import { zlibSync } from 'fflate';
import { readPdfFacts } from '#core/pdf/document/read-signed-document.ts';
import type { Limits } from '#core/pdf/syntax/limits.ts';
import { latin1Bytes, latin1Text, onePage, type PdfWriter, sealedPdf, tableLine } from '../../../support/pdf-writer.ts';

const manyRevisions = (count: number): string => {
  const writer = onePage();
  for (let i = 0; i < count; i++) writer.table();
  return writer.text;
};

/** Thousands of entries, each pointing into the same unfinished string: reading it each time would be quadratic. */
function overlappingStrings(count: number): string {
  const writer = onePage();
  const at = writer.text.length;
  let body = '';
  for (let i = 0; i < count; i++) body += `${i + 10} 0 obj ( `;
  const lines: Record<number, string> = {};
  for (let i = 0, offset = at; i < count; i++) {
    lines[i + 10] = tableLine(offset);
    offset += `${i + 10} 0 obj ( `.length;
  }
  return writer.raw(`${body}${') endobj '.repeat(count)}\n`).table({ lines, size: count + 10 }).text;
}

/** Streams whose /Length is wrong, each followed by no endstream but the last one's. */
function endlessStreams(count: number): string {
  const writer = onePage();
  for (let i = 0; i < count; i++) writer.object(i + 10, '<</Length 1>>stream\nxx');
  return writer.table().text;
}

/** Each section alone is within the bound. The oldest cannot be read: the sum must end the reading before it is reached. */
function manySections(close: (writer: PdfWriter, index: number) => PdfWriter): string {
  const writer = onePage().table();
  for (let i = 0; i < 30; i++) close(writer, i);
  return writer.text.replace('xref', 'xxxx');
}

function objectStreamOf(count: number): string {
  const objects = Array.from({ length: count }, (_, i): [number, string] => [10 + i, '0']);
  return onePage().objectStream(4, objects).xrefStream(5).text;
}

function deepFields(count: number): string {
  const writer = onePage('/AcroForm<</Fields[10 0 R]>>');
  for (let i = 0; i < count; i++) writer.object(10 + i, `<</T(${'n'.repeat(500)})/Kids[${11 + i} 0 R]>>`);
  return writer.table().text;
}

function pageTree(kids: string): string {
  return onePage().object(2, `<</Type/Pages/Kids[${kids}]/Count 1>>`).table().text;
}

const BOUNDS: readonly (readonly [keyof Limits, Partial<Limits>, () => string])[] = [
  ['fileBytes', { fileBytes: 100 }, () => sealedPdf()],
  ['objects', { objects: 3 }, () => onePage().object(4, '1').table().text],
  ['objects', {}, () => onePage().table().text.replace('xref\n0 1', 'xref\n0 999999999')],
  ['objects', {}, () => onePage().xrefStream(4).text.replace('/Index[0 1', '/Index[0 99999999')],
  ['objects', { objects: 20 }, () => manySections((writer, i) => writer.xrefStream(10 + i))],
  ['objects', { objects: 20 }, () => manySections((writer) => writer.table({ freed: [9] }))],
  ['objectNumber', {}, () => onePage().table().text.replace('xref\n0 1', 'xref\n8388607 2')],
  [
    'objectNumber',
    {},
    () =>
      onePage()
        .table()
        .text.replace(/Size \d+/, 'Size 8388609'),
  ],
  [
    'values',
    { values: 1000 },
    () =>
      onePage()
        .object(4, `[${'()'.repeat(100)}]`)
        .table().text,
  ],
  [
    'values',
    { values: 1000 },
    () =>
      onePage()
        .object(4, `[${'/#41'.repeat(250)}]`)
        .table().text,
  ],
  ['values', { values: 300 }, () => objectStreamOf(100)],
  ['nameBytes', {}, () => deepFields(20)],
  [
    'objects',
    {},
    () =>
      onePage()
        .objectStream(4, [[5, '1']], '/Pad(1234567)')
        .xrefStream(6)
        .text.replace(/\/N 1(.*)1234567/, '/N 99999999$1'),
  ],
  ['revisions', {}, () => manyRevisions(70)],
  ['nesting', {}, () => onePage().object(4, '['.repeat(200_000)).table().text],
  ['referenceChain', {}, () => onePage().object(2, '4 0 R').object(4, '2 0 R').table().text],
  ['stringBytes', { stringBytes: 20 }, () => sealedPdf()],
  ['values', { values: 5 }, () => sealedPdf()],
  ['parsedPerByte', {}, () => overlappingStrings(20_000)],
  ['pages', { pages: 0 }, () => sealedPdf()],
  ['treeNodes', { treeNodes: 100 }, () => pageTree('3 0 R '.repeat(500))],
  ['treeNodes', { treeNodes: 100 }, () => sealedPdf({ form: `/AcroForm<</Fields[${'<<>>'.repeat(500)}]>>` })],
  [
    'treeNodes',
    { treeNodes: 100 },
    () => onePage(`/Names<</EmbeddedFiles<</Kids[${'<<>>'.repeat(500)}]>>>>`).table().text,
  ],
  ['signatures', { signatures: 0 }, () => sealedPdf()],
];

describe('each bound ends the reading', () => {
  test.each(BOUNDS)('%s', (_, limits, make) => {
    const bytes = latin1Bytes(make());
    expect(() => readPdfFacts(bytes, limits)).toThrow(expect.objectContaining({ code: 'limit-exceeded' }));
  });
});

test('an embedded-file tree that contains itself ends', () => {
  const writer = onePage('/Names<</EmbeddedFiles 4 0 R>>').object(4, '<</Kids[4 0 R 4 0 R]>>');
  const bytes = latin1Bytes(writer.table().text);
  expect(() => readPdfFacts(bytes)).toThrow(expect.objectContaining({ code: 'limit-exceeded' }));
});

test('a field tree that contains itself is malformed', () => {
  const bytes = latin1Bytes(onePage('/AcroForm<</Fields[4 0 R]>>').object(4, '<</Kids[4 0 R]>>').table().text);
  expect(() => readPdfFacts(bytes)).toThrow(expect.objectContaining({ code: 'file-malformed' }));
});

test('thousands of streams without endstream are given up at the first', () => {
  const bytes = latin1Bytes(endlessStreams(5_000));
  expect(() => readPdfFacts(bytes)).toThrow(expect.objectContaining({ code: 'file-malformed' }));
});

test('an object stream that holds its own length', () => {
  const whole = onePage()
    .objectStream(4, [[5, '9']], '/Pad(1234)')
    .xrefStream(6).text;
  const facts = readPdfFacts(latin1Bytes(whole.replace('/Pad(1234)/Length 6', '/Pad 1/Length 5 0 R')));
  expect(facts.findings).toContain('stream-length-wrong');
});

test('compressed data that nothing uses are looked through up to a bound', () => {
  const zeros = latin1Text(zlibSync(new Uint8Array(2_000_000)));
  const text = onePage().stream(4, '/Filter/FlateDecode', zeros).table().text;
  expect(readPdfFacts(latin1Bytes(text)).remarks).toEqual([]);
  expect(() => readPdfFacts(latin1Bytes(text), { checkedBytes: 1_000_000 })).toThrow('more than the limit');
});

test('comments behind many trailers are not looked through again and again', () => {
  const text = onePage().stream(4, '', '%trailer\n'.repeat(50_000)).table().text;
  expect(() => readPdfFacts(latin1Bytes(text))).toThrow('parsedPerByte');
});
