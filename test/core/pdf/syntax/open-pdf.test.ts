import { describe, expect, test } from '@jest/globals';
import { zlibSync } from 'fflate';
import { catalogOf, openPdf } from '#core/pdf/syntax/open-pdf.ts';
import { entry, isStream, nameOf } from '#core/pdf/syntax/values.ts';
import { linearised } from '../../../support/linearised.ts';
import {
  CATALOG,
  latin1Bytes,
  latin1Text,
  onePage,
  PAGE,
  PAGES,
  PdfWriter,
  tableLine,
} from '../../../support/pdf-writer.ts';

const read = (writer: PdfWriter) => openPdf(writer.bytes());

test('a file of one revision', () => {
  const writer = onePage().object(7, '(seven)').table();
  const file = read(writer);
  expect(file.findings.remarks).toEqual([]);
  expect(file.revisions).toHaveLength(1);
  const [revision] = file.revisions;
  expect(revision).toMatchObject({ index: 0, start: 0, added: [1, 2, 3, 7], replaced: [], freed: [] });
  expect(revision?.end).toBe(writer.text.length);
  expect(revision?.eofEnd).toBe(writer.text.length - 1);
  expect(nameOf(entry(catalogOf(file), 'Type'))).toBe('Catalog');
});

test.each(['', '\n', '\r', '\r\n'])('the last revision ends after its end-of-line marker %j', (end) => {
  const file = read(onePage().table({ end }));
  expect(file.findings.remarks).toEqual([]);
  expect(file.revisions[0]?.end).toBe(file.bytes.length);
});

test('each incremental update adds, replaces and frees, and every revision keeps its view', () => {
  const writer = onePage().object(4, '(old)').object(5, '(gone)').table();
  const firstEnd = writer.text.length;
  writer
    .object(4, '(new)')
    .object(6, '(added)')
    .table({ freed: [5] });
  const secondEnd = writer.text.length;
  writer.raw('% a comment between revisions\n').object(4, '(newest)').table();
  const { revisions, objects, findings } = read(writer);
  expect(findings.remarks).toEqual([]);
  expect(revisions.map(({ start, end, added, replaced, freed }) => ({ start, end, added, replaced, freed }))).toEqual([
    { start: 0, end: firstEnd, added: [1, 2, 3, 4, 5], replaced: [], freed: [] },
    { start: firstEnd, end: secondEnd, added: [6], replaced: [4], freed: [5] },
    { start: secondEnd, end: writer.text.length, added: [], replaced: [4], freed: [] },
  ]);
  const text = (number: number, revision: number) => {
    const value = objects.object(number, revision)?.value;
    return value && typeof value === 'object' && 'bytes' in value ? latin1Text(value.bytes) : null;
  };
  expect([0, 1, 2].map((revision) => text(4, revision))).toEqual(['old', 'new', 'newest']);
  expect([0, 1, 2].map((revision) => text(5, revision))).toEqual(['gone', null, null]);
  expect([0, 1, 2].map((revision) => text(6, revision))).toEqual([null, 'added', 'added']);
  expect(objects.numbers(0)).toEqual([1, 2, 3, 4, 5]);
  expect(objects.numbers()).toEqual([1, 2, 3, 4, 6]);
});

test('an entry that is repeated as it was changes nothing', () => {
  const writer = onePage();
  const lines = { 1: tableLine(writer.offsetOf(1)) };
  const file = read(writer.table().object(4, '(x)').table({ lines }));
  expect(file.revisions[1]).toMatchObject({ added: [4], replaced: [], freed: [] });
  expect(file.findings.remarks).toEqual([]);
});

test('cross-reference streams and object streams', () => {
  const writer = new PdfWriter().objectStream(4, [
    [1, CATALOG],
    [2, PAGES],
    [3, PAGE],
  ]);
  const file = read(writer.xrefStream(5));
  expect(file.findings.remarks).toEqual([]);
  expect(file.objects.object(3)).toMatchObject({ number: 3, generation: 0, container: 4 });
  expect(file.objects.object(4)?.container).toBeNull();
  expect(file.revisions[0]?.sections[0]?.form).toBe('stream');
});

test('a compressed cross-reference stream with a predictor', () => {
  const objects = onePage().text;
  const at = (text: string) => objects.indexOf(text);
  const rows = [
    [0, 0, 0],
    [1, at('1 0 obj') >> 8, at('1 0 obj') & 255],
    [1, at('2 0 obj') >> 8, at('2 0 obj') & 255],
    [1, at('3 0 obj') >> 8, at('3 0 obj') & 255],
    [1, objects.length >> 8, objects.length & 255],
  ];
  const predicted = rows.flatMap((row, i) => [2, ...row.map((byte, j) => (byte - (rows[i - 1]?.[j] ?? 0)) & 255)]);
  const data = latin1Text(zlibSync(Uint8Array.from(predicted)));
  const parms = '/Filter/FlateDecode/DecodeParms<</Predictor 12/Columns 3>>';
  const dict = `/Type/XRef/W[1 2 0]/Size 5/Root 1 0 R${parms}`;
  const section = `4 0 obj\n<<${dict}/Length ${data.length}>>\nstream\n${data}\nendstream\nendobj\n`;
  const file = openPdf(latin1Bytes(`${objects}${section}startxref\n${objects.length}\n%%EOF\n`));
  expect(file.findings.remarks).toEqual([]);
  expect(file.objects.numbers()).toEqual([1, 2, 3, 4]);
});

test('a hybrid file: the table hides what /XRefStm defines', () => {
  const writer = onePage().objectStream(5, [[4, '(hidden)']]);
  const at = writer.text.length;
  const row = '\x02\x00\x00\x00\x05\x00\x00';
  writer.stream(6, '/Type/XRef/W[1 4 2]/Index[4 1]/Size 7', row);
  const file = read(writer.table({ trailer: `/XRefStm ${at}` }));
  expect(file.findings.remarks).toEqual([]);
  expect(file.objects.object(4)?.container).toBe(5);
  expect(file.revisions[0]?.sections.map((section) => section.form)).toEqual(['table', 'stream']);
});

/** The same with an update that changes nothing. */
function updatedLinearised(): Uint8Array {
  const original = linearised();
  const prev = original.indexOf('xref\n3 2');
  const tail = `xref\n0 0\ntrailer\n<</Size 5/Root 1 0 R/Prev ${prev}>>\nstartxref\n${original.length}\n%%EOF\n`;
  return latin1Bytes(original + tail);
}

test.each(['\n', '\r\n'])('startxref and /Prev may name the end of line %j before a section', (eol) => {
  const text = onePage().table().text.replace('xref\n0 ', `${eol}xref\n0 `);
  const at = text.length;
  const update = `${eol}xref\n0 0\ntrailer\n<</Size 5/Root 1 0 R/Prev ${text.indexOf(`${eol}xref`)}>>\nstartxref\n${at}\n%%EOF\n`;
  const file = openPdf(latin1Bytes(text + update));
  expect(file.findings.remarks).toEqual([]);
  expect(file.revisions).toHaveLength(2);
});

test('a linearised file is one revision, an update of it two', () => {
  const original = openPdf(latin1Bytes(linearised()));
  expect(original.findings.remarks).toEqual([]);
  expect(original.revisions).toHaveLength(1);
  expect(original.revisions[0]?.end).toBe(original.bytes.length);
  const updated = openPdf(updatedLinearised());
  expect(updated.findings.remarks).toEqual([]);
  expect(updated.revisions.map((revision) => revision.end)).toEqual([original.bytes.length, updated.bytes.length]);
});

/** The same as qpdf writes it with streams, `tail` behind the first of them. */
function linearisedInStreams(tail = ''): Uint8Array {
  const head = '%PDF-1.7\n';
  const dictWith = (end: number) =>
    `4 0 obj\n<</Linearized 1/L ${String(end).padStart(6)}/H[0 0]/O 3/E 0/N 1/T 0>>\nendobj\n`;
  const dict = dictWith(0);
  const row = (offset: number) => `\x01${String.fromCharCode(offset >> 8, offset & 255)}\x00`;
  const stream = (number: number, offsets: readonly number[], from: number, more: string) => {
    const data = offsets.map(row).join('');
    const entries = `/Type/XRef/W[1 2 1]/Index[${from} ${offsets.length}]/Length ${data.length}${more}`;
    return `${number} 0 obj\n<<${entries}>>\nstream\n${data}\nendstream\nendobj\n`;
  };
  const firstAt = head.length + dict.length;
  const first = (main: number, page: number) => {
    const more = `/Size 7/Root 1 0 R/Prev ${String(main).padStart(6)}`;
    return stream(5, [page, head.length, firstAt], 3, more) + tail;
  };
  const pageAt = firstAt + first(0, 0).length;
  const page = `3 0 obj\n${PAGE}\nendobj\n`;
  const catalogAt = pageAt + page.length;
  const catalog = `1 0 obj\n${CATALOG}\nendobj\n`;
  const pagesAt = catalogAt + catalog.length;
  const mainAt = pagesAt + `2 0 obj\n${PAGES}\nendobj\n`.length;
  const main = stream(6, [catalogAt, pagesAt], 1, '/Size 7');
  const body = `${page}${catalog}2 0 obj\n${PAGES}\nendobj\n${main}`;
  const rest = `${first(mainAt, pageAt)}${body}startxref\n${firstAt}\n%%EOF\n`;
  return latin1Bytes(head + dictWith(firstAt + rest.length) + rest);
}

test.each(['', 'startxref\n0\n%%EOF\n'])('a linearised file of streams, behind the first of them %j', (tail) => {
  const file = openPdf(linearisedInStreams(tail));
  expect(file.findings.remarks).toEqual([]);
  expect(file.revisions).toHaveLength(1);
  expect(file.revisions[0]?.end).toBe(file.bytes.length);
});

test('an indirect /Length, in the file and in an object stream', () => {
  const writer = onePage().stream(4, '', 'endstream inside', '5 0 R').object(5, '16').stream(6, '', 'abc', '8 0 R');
  const file = read(writer.objectStream(7, [[8, '3']]).xrefStream(9));
  expect(file.findings.remarks).toEqual([]);
  const value = file.objects.object(4)?.value ?? null;
  expect(isStream(value) && latin1Text(file.decode(value))).toBe('endstream inside');
});

describe('references', () => {
  test('to nothing are null, chains are followed, circles are an error', () => {
    const file = read(onePage().object(4, '5 0 R').object(5, '(x)').object(6, '7 0 R').object(7, '6 0 R').table());
    const ref = (number: number, generation = 0) => ({ type: 'ref', number, generation }) as const;
    expect(file.objects.resolve(ref(99))).toBeNull();
    expect(file.objects.resolve(ref(4))).toMatchObject({ type: 'string' });
    expect(() => file.objects.resolve(ref(6))).toThrow(expect.objectContaining({ code: 'limit-exceeded' }));
    expect(file.objects.resolve(ref(5, 3))).toBeNull();
    expect(file.findings.codes).toEqual(['object-mismatch']);
  });
});

describe('files that cannot be read', () => {
  const text = onePage().table().text;
  test.each<[string, string, string]>([
    ['nothing', 'not-a-pdf', ''],
    ['a picture', 'not-a-pdf', '\x89PNG\r\n\x1a\n'],
    ['another version', 'file-malformed', text.replace('%PDF-1.7', '%PDF-X.Y')],
    ['no startxref', 'file-malformed', text.replace('startxref', 'startxxxx')],
    ['no end-of-file marker', 'file-malformed', text.replace('%%EOF', '')],
    ['a startxref beyond the file', 'file-malformed', onePage().table({ startxref: 999_999 }).text],
    ['a startxref to something else', 'file-malformed', onePage().table({ startxref: 20 }).text],
    ['a /Prev to itself', 'file-malformed', circularPrev()],
    ['a /Prev to nothing', 'file-malformed', onePage().table({ trailer: '/Prev 3' }).text],
    ['a /Prev that is no number', 'file-malformed', onePage().table({ trailer: '/Prev(x)' }).text],
    ['a trailer without /Size', 'file-malformed', text.replace('/Size 4', '')],
    ['a trailer that is no dictionary', 'file-malformed', text.replace('trailer\n<<', 'trailer\n[<<')],
    ['an object that is cut short', 'file-malformed', onePage().object(4, '[1 2').table().text],
    ['a stream without endstream', 'file-malformed', onePage().object(4, '<</Length 3>>stream\nabc').table().text],
    ['a stream without dictionary', 'file-malformed', onePage().object(4, '[]stream\n\nendstream').table().text],
    ['an encrypted file', 'file-encrypted', onePage().object(4, '<<>>').table({ trailer: '/Encrypt 4 0 R' }).text],
    ['a forward /Prev', 'file-malformed', forwardPrev()],
  ])('%s is %s', (_, code, bytes) => {
    expect(() => openPdf(latin1Bytes(bytes))).toThrow(expect.objectContaining({ name: 'PdfReadError', code }));
  });

  function circularPrev(): string {
    const writer = onePage();
    return writer.table({ trailer: `/Prev ${writer.text.length}` }).text;
  }

  /** Two sections that chain the wrong way round, in a file that is not linearised. */
  function forwardPrev(): string {
    const writer = onePage();
    const first = writer.text.length;
    const second = writer.table({ trailer: '/Prev 000000' }).text.length;
    const whole = writer.raw(`xref\n0 0\ntrailer\n<</Size 4/Root 1 0 R>>\nstartxref\n${first}\n%%EOF\n`).text;
    return whole.replace('/Prev 000000', `/Prev ${String(second).padStart(6, '0')}`);
  }
});

describe('an object stream with a bound within a token, past which other readers go on', () => {
  const malformed = expect.objectContaining({ code: 'file-malformed' });

  test.each<[string, readonly number[], string, string]>([
    ['an offset in the header', [4], '4 0', '7 8 '],
    ['a number', [4, 8], '4 0 8 1 ', '90 '],
    ['a name', [4, 8], '4 0 8 1 ', '/7 '],
  ])('%s', (_, numbers, header, data) => {
    const writer = onePage();
    writer.objectStream(
      5,
      numbers.map((number) => [number, '0']),
    );
    const plain = /<<\/Type\/ObjStm[\s\S]*endstream/;
    const dict = `<</Type/ObjStm/N ${numbers.length}/First ${header.length}/Length ${header.length + data.length}>>`;
    writer.text = writer.text.replace(plain, `${dict}\nstream\n${header}${data}\nendstream`);
    expect(() => read(writer.xrefStream(7))).toThrow(malformed);
  });
});
