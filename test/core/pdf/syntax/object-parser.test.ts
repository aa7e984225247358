import { describe, expect, test } from '@jest/globals';
import { Findings } from '#core/pdf/syntax/findings.ts';
import { Budget, LIMITS, type Limits } from '#core/pdf/syntax/limits.ts';
import { NameTable } from '#core/pdf/syntax/name-table.ts';
import { ObjectParser } from '#core/pdf/syntax/object-parser.ts';
import type { PdfValue } from '#core/pdf/syntax/values.ts';
import { latin1Bytes, latin1Text } from '../../../support/pdf-writer.ts';

function parse(text: string, limits: Partial<Limits> = {}) {
  const source = latin1Bytes(text);
  const findings = new Findings();
  const budget = new Budget({ ...LIMITS, ...limits }, source.length);
  const context = { budget, findings, names: new NameTable(), fileSpecifications: [] };
  const parser = new ObjectParser(source, { start: 0, end: source.length }, context);
  return { value: plain(parser.readValue()), findings: findings.codes, position: parser.position };
}

/** Values as JSON-like data, so that a table can hold them. */
function plain(value: PdfValue): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (value === null || typeof value !== 'object' || !('type' in value)) return value;
  if (value.type === 'name') return `/${value.value}`;
  if (value.type === 'string') return `(${latin1Text(value.bytes)})`;
  if (value.type === 'ref') return `${value.number} ${value.generation} R`;
  if (value.type === 'real') return { real: value.value };
  if (value.type === 'dict') return Object.fromEntries([...value.entries].map(([key, item]) => [key, plain(item)]));
  return value.type;
}

describe('values', () => {
  test.each<[string, unknown]>([
    ['0', 0],
    ['-17', -17],
    ['+5 ', 5],
    ['-.5', { real: -0.5 }],
    ['34.', { real: 34 }],
    ['595.276', { real: 595.276 }],
    ['-0', 0],
    ['true', true],
    ['false]', false],
    ['null', null],
    ['%comment\n 7', 7],
    ['/Name', '/Name'],
    ['/', '/'],
    ['/A#42#20c', '/AB c'],
    ['/A;B_C-1.2', '/A;B_C-1.2'],
    ['()', '()'],
    ['(a(b)c)', '(a(b)c)'],
    ['(a\\)b\\\\\\n\\101\\7z\\q)', '(a)b\\\nA\x07zq)'],
    ['(a\\\r\nb\r\nc\rd)', '(ab\nc\nd)'],
    ['(\\1678)', '(w8)'],
    ['<>', '()'],
    ['<48 65\n6c6C6f>', '(Hello)'],
    ['<417>', '(Ap)'],
    ['12 0 R', '12 0 R'],
    ['[1 2 R]', ['1 2 R']],
    ['[1 2 3 0 R 4]', [1, 2, '3 0 R', 4]],
    ['[1 2 RG]', 'error'],
    ['[[] <<>> /A/B(x)<41>]', [[], {}, '/A', '/B', '(x)', '(A)']],
    ['<</A 1/B<</C[2 0 R]>>>>', { A: 1, B: { C: ['2 0 R'] } }],
    ['<</A%>>\n1>>', { A: 1 }],
  ])('%j', (text, expected) => {
    if (expected === 'error') expect(() => parse(text)).toThrow(expect.objectContaining({ code: 'file-malformed' }));
    else expect(parse(text).value).toEqual(expected);
  });
});

describe('what the grammar does not allow', () => {
  test.each([
    '',
    '%only a comment',
    '--5',
    '+-5',
    '1e5',
    '1.2.3',
    '.',
    '-',
    '1234567890123456',
    'nul',
    'Null',
    '(open',
    '(open\\)',
    '<41',
    '<4g>',
    '[1 2',
    '<</A 1',
    '<</A 1>',
    '<</A>>',
    '<<A 1>>',
    '<</A 1 2>>',
    '/A#4',
    '/A#zz',
    '/A#00',
    '>>',
    ']',
    '(\\400)',
    '(\\5678)',
    '{1}',
  ])('%j', (text) => {
    expect(() => parse(text)).toThrow(expect.objectContaining({ code: 'file-malformed' }));
  });
});

test('a key that stands twice is a finding, however it is written', () => {
  expect(parse('<</Contents 1/Conten#74s 2>>').findings).toEqual(['duplicate-key']);
  expect(parse('<</A 1/B<</A 1>>>>').findings).toEqual([]);
});

test('a name with 200 spellings of the same hash is still itself', () => {
  const names = Array.from({ length: 300 }, (_, i) => `/N${i}`).join(' ');
  expect(parse(`[${names} ${names}]`).value).toEqual(`${names} ${names}`.split(' '));
});

describe('bounds', () => {
  test.each<[string, Partial<Limits>, string]>([
    ['nesting', {}, '['.repeat(100_000)],
    ['nesting of dictionaries', {}, '<</A'.repeat(100_000)],
    ['stringBytes', { stringBytes: 100 }, `(${'x'.repeat(200)})`],
    ['stringBytes in hex', { stringBytes: 100 }, `<${'4'.repeat(200)}>`],
    ['values', { values: 50 }, `[${'0 '.repeat(100)}]`],
    ['values in dictionaries', { values: 50 }, `[${'<<>>'.repeat(20)}]`],
  ])('%s', (_, limits, text) => {
    expect(() => parse(text, limits)).toThrow(expect.objectContaining({ code: 'limit-exceeded' }));
  });

  test('a name longer than any is no name: another try would find it as long', () => {
    expect(parse(`/${'a'.repeat(512)}`).value).toBe(`/${'a'.repeat(512)}`);
    expect(() => parse(`/${'a'.repeat(513)}`)).toThrow(expect.objectContaining({ code: 'file-malformed' }));
  });

  test('a name that PDFium cuts short as it is written, and not without its escapes', () => {
    expect(parse(`/#61${'a'.repeat(251)}`).value).toBe(`/${'a'.repeat(252)}`);
    expect(() => parse(`/#61${'a'.repeat(252)}`)).toThrow(expect.objectContaining({ code: 'file-malformed' }));
  });
});
