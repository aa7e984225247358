import { describe, expect, test } from '@jest/globals';
import { zlibSync } from 'fflate';
import { decodeStream } from '#core/pdf/syntax/decode-stream.ts';
import { Budget, LIMITS, type Limits } from '#core/pdf/syntax/limits.ts';
import type { PdfDict, PdfValue } from '#core/pdf/syntax/values.ts';
import { latin1Bytes, latin1Text } from '../../../support/pdf-writer.ts';

const name = (value: string): PdfValue => ({ type: 'name', value });
const dict = (entries: Record<string, PdfValue>): PdfDict => ({
  type: 'dict',
  entries: new Map(Object.entries(entries)),
});

function decode(encoded: Uint8Array, filters: string[], parms: Record<string, number> | null = null, limits = {}) {
  const budget = new Budget({ ...LIMITS, ...limits } as Limits, encoded.length);
  const stream = dict({ Filter: filters.map(name), DecodeParms: parms === null ? null : [dict(parms)] });
  return decodeStream(encoded, stream, (value) => value, budget);
}

const malformed = expect.objectContaining({ code: 'file-malformed' });
const exceeded = expect.objectContaining({ code: 'limit-exceeded' });
const sample = latin1Bytes('confirmation '.repeat(5000));

test('no filter leaves the bytes as they are', () => {
  expect(decode(sample, [])).toEqual(sample);
});

test('FlateDecode, in one piece and in many', () => {
  expect(latin1Text(decode(zlibSync(sample), ['FlateDecode']))).toBe(latin1Text(sample));
  const noise = Uint8Array.from({ length: 200_000 }, (_, i) => (Math.imul(i, 2654435761) >>> 13) & 0xff);
  expect(latin1Text(decode(zlibSync(noise, { level: 0 }), ['FlateDecode']))).toBe(latin1Text(noise));
});

test('filters are undone in order', () => {
  const hex = latin1Bytes(`${[...zlibSync(sample)].map((byte) => byte.toString(16).padStart(2, '0')).join('')}>`);
  expect(latin1Text(decode(hex, ['ASCIIHexDecode', 'FlateDecode']))).toBe(latin1Text(sample));
});

test.each([
  ['87cURD]i,"Ebo80~>', 'Hello World!'],
  ['z~>', '\0\0\0\0'],
  ['~>', ''],
  ['87c\nUR~>', 'Hell'],
])('ASCII85 %j', (encoded, expected) => {
  expect(latin1Text(decode(latin1Bytes(encoded), ['ASCII85Decode']))).toBe(expected);
});

describe('predictors', () => {
  const decodeRows = (rows: number[], parms: Record<string, number>) => [
    ...decode(zlibSync(Uint8Array.from(rows)), ['FlateDecode'], parms),
  ];

  test.each<[string, number[], number[]]>([
    ['None', [0, 1, 2, 3], [1, 2, 3]],
    ['Sub', [1, 1, 1, 1], [1, 2, 3]],
    ['Up', [0, 1, 2, 3, 2, 1, 1, 1], [1, 2, 3, 2, 3, 4]],
    ['Average', [0, 10, 20, 30, 3, 5, 5, 5], [10, 20, 30, 10, 20, 30]],
    ['Paeth', [0, 10, 20, 30, 4, 1, 1, 1], [10, 20, 30, 11, 21, 31]],
  ])('PNG %s', (_, rows, expected) => {
    expect(decodeRows(rows, { Predictor: 12, Columns: 3 })).toEqual(expected);
  });

  test('TIFF', () => {
    expect(decodeRows([1, 1, 1, 5, 1, 1], { Predictor: 2, Columns: 3 })).toEqual([1, 2, 3, 5, 6, 7]);
  });

  test.each([
    [[0, 1, 2], { Predictor: 12, Columns: 3 }],
    [[9, 1, 2, 3], { Predictor: 12, Columns: 3 }],
    [[1], { Predictor: 99 }],
    [[1], { Predictor: 2, BitsPerComponent: 4 }],
    [[1], { Predictor: 12, Columns: -1 }],
    [[0, 1], { Predictor: 12, BitsPerComponent: 7 }],
    [[1], { Predictor: 12, Columns: 1e9 }],
  ])('%j with %j is refused', (rows, parms) => {
    expect(() => decodeRows(rows, parms)).toThrow(malformed);
  });
});

describe('bad data', () => {
  test.each<[string, Uint8Array, string[]]>([
    ['no zlib header', latin1Bytes('plain text'), ['FlateDecode']],
    ['an empty stream', new Uint8Array(), ['FlateDecode']],
    ['cut short', zlibSync(sample).subarray(0, 40), ['FlateDecode']],
    ['a preset dictionary', latin1Bytes('\x78\xbb\0\0\0\0\0\0'), ['FlateDecode']],
    ['a wrong block type', latin1Bytes('\x78\x9c\xff\xff\xff\xff'), ['FlateDecode']],
    ['hex without end', latin1Bytes('4142'), ['ASCIIHexDecode']],
    ['hex with other characters', latin1Bytes('4x>'), ['ASCIIHexDecode']],
    ['ASCII85 out of range', latin1Bytes('uuuuu~>'), ['ASCII85Decode']],
    ['ASCII85 with one character', latin1Bytes('8~>'), ['ASCII85Decode']],
    ['another filter', sample, ['LZWDecode']],
    ['a crypt filter', sample, ['Crypt']],
  ])('%s', (_, data, filters) => {
    expect(() => decode(data, filters)).toThrow(malformed);
  });

  test('a stream in another file', () => {
    const stream = dict({ F: name('other.bin') });
    expect(() => decodeStream(sample, stream, (value) => value, new Budget(LIMITS, 1))).toThrow(malformed);
  });
});

describe('bounds', () => {
  const zeros = zlibSync(new Uint8Array(4_000_000));
  test.each<[string, Uint8Array, string[], Partial<Limits>]>([
    ['inflateRatio', zeros, ['FlateDecode'], {}],
    ['inflatedBytes', zeros, ['FlateDecode'], { inflateRatio: 5000, inflatedBytes: 1_000_000 }],
    ['encodedBytes', zlibSync(sample), ['FlateDecode'], { encodedBytes: 10 }],
    ['inflatedBytes of ASCII85', latin1Bytes(`${'z'.repeat(1000)}~>`), ['ASCII85Decode'], { inflatedBytes: 100 }],
    ['filters', sample, Array.from({ length: 9 }, () => 'ASCIIHexDecode'), {}],
  ])('%s', (_, data, filters, limits) => {
    expect(() => decode(data, filters, null, limits)).toThrow(exceeded);
  });

  test('bytes after the end of the data do not make the decoder collect them', () => {
    const padded = new Uint8Array(2_000_000);
    padded.set(zlibSync(sample));
    expect(() => decode(padded, ['FlateDecode'])).toThrow(malformed);
  });
});

test.each(['F', 'DP'])('a stream with the short key /%s, which some viewers read and others do not', (key) => {
  const stream = dict({ [key]: dict({}) });
  const budget = new Budget(LIMITS, sample.length);
  expect(() => decodeStream(sample, stream, (value) => value, budget)).toThrow(malformed);
});

describe('/DecodeParms that other viewers take otherwise', () => {
  const rows = zlibSync(Uint8Array.of(0, 1, 2, 3));
  const parms = dict({ Predictor: 12, Columns: 3 });
  const decodeWith = (filter: PdfValue, value: PdfValue) => () =>
    decodeStream(rows, dict({ Filter: filter, DecodeParms: value }), (at) => at, new Budget(LIMITS, rows.length));

  test('of the shape of /Filter they count', () => {
    expect(decodeWith(name('FlateDecode'), parms)()).toEqual(Uint8Array.of(1, 2, 3));
    expect(decodeWith([name('FlateDecode')], [parms])()).toEqual(Uint8Array.of(1, 2, 3));
    expect(decodeWith([name('FlateDecode')], [null])()).toEqual(Uint8Array.of(0, 1, 2, 3));
  });

  test.each<[string, PdfValue, PdfValue]>([
    ['a dictionary for a list', [name('FlateDecode')], parms],
    ['a list for a name', name('FlateDecode'), [parms]],
    ['a reference that is not followed', name('FlateDecode'), { type: 'ref', number: 9, generation: 0 }],
    ['no dictionary', [name('FlateDecode')], [7]],
  ])('%s', (_, filter, value) => {
    expect(decodeWith(filter, value)).toThrow(malformed);
  });
});
