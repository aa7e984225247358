import { describe, expect, test } from '@jest/globals';
import { zlibSync } from 'fflate';
import type { FileFinding } from '#core/confirmation/errors.ts';
import { readPdfFacts } from '#core/pdf/document/read-signed-document.ts';
import { linearised } from '../../../support/linearised.ts';
import {
  CATALOG,
  freeLine,
  latin1Bytes,
  latin1Text,
  onePage,
  PAGES,
  PdfWriter,
  sealedPdf,
  tableLine,
} from '../../../support/pdf-writer.ts';

/** What one reader or another takes for the header of an object. */
const HIDDEN = [
  '6 0 obj',
  '6 %c\n0 obj',
  '6\0%c\n0\0%c\nobj',
  '6. 0. obj',
  '+6 -0 obj',
  '6\x0b0\x0bobj',
  '6 0obj',
  '6 0 objx',
  '6%a\r%b\r0\r\robj',
];

/** What is wrong with each file, and what the reader must say of it: at least that. */
const HOSTILE: readonly (readonly [FileFinding, string, () => string])[] = [
  ['garbage-before-header', 'bytes before the header', () => onePage('', new PdfWriter('MZ\n%PDF-1.7\n')).table().text],
  ['header-ambiguous', 'a second header', () => onePage('', new PdfWriter('%PDF-1.7\n%PDF-1.4\n')).table().text],
  ['header-ambiguous', 'a header between objects', () => onePage().raw('%PDF-1.4\n').table().text],
  ['header-ambiguous', 'a header in an early string', () => onePage('/Lang(\n%PDF-1.4\n)').table().text],
  ['header-ambiguous', 'a version that is none', () => onePage('', new PdfWriter('%PDF-1.9\n')).table().text],
  ['header-ambiguous', 'a version with more behind', () => onePage('', new PdfWriter('%PDF-1.75\n')).table().text],
  ['header-ambiguous', 'an object on its line', () => onePage('', new PdfWriter('%PDF-1.7%x\n')).table().text],
  ['bytes-after-eof', 'text after the end', () => onePage().table({ end: '\nhello' }).text],
  ['bytes-after-eof', 'one more line end', () => onePage().table({ end: '\n\n' }).text],
  ['bytes-after-eof', 'a comment', () => onePage().table({ end: '\n%x' }).text],
  ['bytes-after-eof', 'an object', () => onePage().table({ end: '\n9 0 obj\n1\nendobj\n' }).text],
  ['object-outside-xref', 'an object without entry', () => onePage().raw('9 0 obj\n(x)\nendobj\n').table().text],
  ['object-outside-xref', 'an older twin of an object', () => onePage().raw('3 0 obj\n<<>>\nendobj\n').table().text],
  ['object-outside-xref', 'an object in a comment', () => onePage().raw('%9 0 obj (x) endobj\n').table().text],
  ['object-outside-xref', 'bytes between objects', () => onePage().raw('what is this\n').table().text],
  [
    'object-outside-xref',
    'a freed object of its own revision',
    () =>
      onePage()
        .object(4, '1')
        .table({ lines: { 4: freeLine() } }).text,
  ],
  ['object-outside-xref', 'an unnamed object in an object stream', unnamedInStream],
  [
    'object-outside-xref',
    'an object stream that nobody uses',
    () => onePage().stream(4, '/Type/ObjStm/N 1/First 4', '9 0 1').table().text,
  ],
  [
    'object-outside-xref',
    'two values for one compressed object',
    () =>
      onePage()
        .objectStream(4, [[5, '1 (two)']])
        .xrefStream(6).text,
  ],
  ...HIDDEN.map((header): readonly [FileFinding, string, () => string] => [
    'object-outside-xref',
    `an object in a stream, with the header ${JSON.stringify(header)}`,
    () =>
      onePage().stream(4, '', `x\nendstream\nendobj\n${header}\n<<>>\nendobj\n`, '5 0 R').object(5, '60').table().text,
  ]),
  ['hidden-object', 'an object in a string', () => onePage('/Lang(\nendobj\n6 0 obj\nnull\nendobj\n)').table().text],
  ['hidden-object', 'an object in a comment within an object', () => onePage('%\t6 0 obj\n').table().text],
  [
    'object-outside-xref',
    'an object between others, behind comments',
    () => onePage().raw('%x 6%c\n%0 \n0%\nobj\n').table().text,
  ],
  [
    'hidden-object',
    'a trailer in a stream',
    () => onePage().stream(4, '', '\ntrailer %\n<</Root 9 0 R>>\n').table().text,
  ],
  ['hidden-object', 'a trailer in a string', () => onePage('/Lang(\ntrailer<</Root 9 0 R>>)').table().text],
  ['xref-broken', 'object 0 in use', () => onePage().object(0, '<<>>').table().text],
  ['xref-broken', 'object 0 in use, in a stream', () => onePage().xrefStream(4).object(0, '<<>>').xrefStream(5).text],
  [
    'xref-broken',
    'object 0 in an object stream',
    () =>
      onePage()
        .xrefStream(6)
        .objectStream(4, [[0, '<<>>']])
        .xrefStream(5).text,
  ],
  ['xref-broken', 'a cross-reference stream that is object 0', () => hybridDict('', '0 0 obj')],
  ['xref-broken', 'a cross-reference stream of another generation', () => hybridDict('', '6 1 obj')],
  ['object-mismatch', 'a cross-reference stream with the number of another object', () => hybridDict('', '3 0 obj')],
  ['xref-broken', 'no end of line after xref', () => onePage().table().text.replace('xref\n0 1\n', 'xref 0 1\n')],
  ['xref-broken', 'two ends of line after xref', () => onePage().table().text.replace('xref\n0 1\n', 'xref\n\n0 1\n')],
  ['xref-broken', 'no end of line before the rows', () => onePage().table().text.replace('\n0 1\n', '\n0 1 ')],
  ['xref-broken', 'two ends of line before the rows', () => onePage().table().text.replace('\n2 1\n', '\n2 1\n\n')],
  ['xref-broken', 'two ends of line of another kind', () => onePage().table().text.replace('\n2 1\n', '\n2 1\r\r')],
  [
    'xref-broken',
    'an empty line between rows',
    () =>
      onePage()
        .table()
        .text.replace(/2 1\n(.*\n)3 1\n/, '2 2\n$1\n'),
  ],
  ['hybrid-conflict', 'an /XRefStm without /Size', () => hybridDict('/Size 7')],
  ['hybrid-conflict', 'an /XRefStm with a negative /Size', () => hybridDict('/Size 7', undefined, '/Size -1')],
  ['hybrid-conflict', 'an /XRefStm with a string for /Size', () => hybridDict('/Size 7', undefined, '/Size(7)')],
  ['hybrid-conflict', 'an /XRefStm with a larger /Size', () => hybridDict('/Size 7', undefined, '/Size 70')],
  ['hybrid-conflict', 'an /XRefStm with /Prev', () => hybridDict('/Size 7', undefined, '/Size 7/Prev 9')],
  ['hybrid-conflict', 'an /XRefStm with a negative /Prev', () => hybridDict('/Size 7', undefined, '/Size 7/Prev -1')],
  ['hybrid-conflict', 'an /XRefStm with another /Root', () => hybridDict('/Size 7', undefined, '/Size 7/Root 2 0 R')],
  ['hybrid-conflict', 'an /XRefStm with /XRefStm', () => hybridDict('/Size 7', undefined, '/Size 7/XRefStm 9')],
  ['xref-broken', 'an /XRefStm with entries at its /Size', () => hybridDict('/Size 7', undefined, '/Size 2')],
  ['startxref-ambiguous', '/L of /Linearized beyond the file', () => linearised({ length: (end) => end + 1 })],
  ['startxref-ambiguous', '/L of /Linearized before the end', () => linearised({ length: (end) => end - 7 })],
  ['startxref-ambiguous', '/L of /Linearized that is a real', () => linearised({ length: (end) => `${end}.` })],
  ['startxref-ambiguous', '/L of /Linearized that an update reaches', () => reachedByUpdate()],
  [
    'startxref-ambiguous',
    'a linearisation dictionary in a file of another order',
    () => {
      const dict = (length: number) => `<</Linearized 1/L ${String(length).padStart(4)}/H[0 0]/O 3/E 0/N 1/T 0>>`;
      const text = (length: number) => onePage('', new PdfWriter().object(4, dict(length))).table().text;
      return text(text(0).length);
    },
  ],
  ['compressed-data-wrong', 'a stored block with another NLEN', () => compressed((data) => data.with(6, 0))],
  ['compressed-data-wrong', 'another checksum', () => compressed((data) => data.with(-1, 0xaa))],
  ['compressed-data-wrong', 'no checksum', () => compressed((data) => data.subarray(0, -4))],
  ['compressed-data-wrong', 'bytes behind the end', () => compressed((data) => Uint8Array.of(...data, 120))],
  [
    'compressed-data-wrong',
    'many ends of line behind the end',
    () => compressed((data) => Uint8Array.of(...data, 10, 10, 10)),
  ],
  [
    'compressed-data-wrong',
    'inside ASCII85',
    () => onePage().stream(4, '/Filter[/ASCII85Decode/FlateDecode]', '87cURD]i~>').table().text,
  ],
  ['compressed-data-wrong', 'as /Fl', () => compressed((data) => data.with(-1, 0xaa), '/Fl')],
  [
    'compressed-data-wrong',
    'compressed twice',
    () => compressed((data) => zlibSync(data.with(-1, 0xaa)), '[/FlateDecode/FlateDecode]'),
  ],
  ...['41>42', '41>42>', '41', '4\x001>', '4x>'].map((data): readonly [FileFinding, string, () => string] => [
    'compressed-data-wrong',
    `hexadecimal data ${JSON.stringify(data)}`,
    () => onePage().stream(4, '/Filter/ASCIIHexDecode', data).table().text,
  ]),
  ...['5sdq~>5s~>', '5sdq', '5s\x0cdq~>', '<~5sdq~>', 'uuuuu~>'].map(
    (data): readonly [FileFinding, string, () => string] => [
      'compressed-data-wrong',
      `ASCII85 data ${JSON.stringify(data)}`,
      () => onePage().stream(4, '/Filter[/ASCII85Decode]', data).table().text,
    ],
  ),
  ['duplicate-key', 'a key twice in the catalog', () => onePage('/Lang(a)/Lang(b)').table().text],
  ['duplicate-key', 'a key twice in the trailer', () => onePage().table({ trailer: '/Root 1 0 R' }).text],
  ['duplicate-key', 'a second /Contents', () => sealedPdf({ signature: signature('<00>/Contents<01>') })],
  ['xref-broken', 'an entry that points to no object', () => onePage().table({ lines: { 4: tableLine(20) } }).text],
  ['xref-broken', 'an entry beyond the file', () => onePage().table({ lines: { 4: tableLine(99_999) } }).text],
  [
    'xref-broken',
    'an entry with offset 0 that something names',
    () => onePage('/X 4 0 R').table({ lines: { 4: tableLine(0) }, size: 5 }).text,
  ],
  ['xref-broken', 'an entry of 19 bytes', () => onePage().table({ lines: { 4: '0000000000 65535 f\n' } }).text],
  ['xref-broken', 'an entry into the middle of a number', middleOfNumber],
  ['xref-broken', 'an object number not below /Size', () => onePage().object(9, '1').table({ size: 4 }).text],
  [
    'xref-broken',
    'white space before the section, more than an end of line',
    () =>
      onePage()
        .raw('\n\n')
        .table()
        .text.replace(/startxref\n(\d+)/, (_, at) => `startxref\n${Number(at) - 2}`),
  ],
  ['xref-broken', 'an object in a later revision', laterRevision],
  ['xref-overlap', 'an object number twice in one section', () => onePage().table().text.replace('2 1\n', '1 1\n')],
  ['xref-overlap', "an object within another one's stream", objectInStream],
  ['hybrid-conflict', 'table and stream disagree', () => hybrid('1 4', 3)],
  [
    'hybrid-conflict',
    'a hybrid part that replaces what the table frees',
    () => hybridUpdate('4 1\n0000000000 00001 f \n'),
  ],
  ['hybrid-conflict', 'a hybrid part that frees what is there', () => hybridUpdate('', '\x00\x00\x00\x00\x00\x00\x01')],
  ['hybrid-conflict', 'a hybrid part that frees what is used later', usedAfterHybrid],
  [
    'object-mismatch',
    'an entry that points to another object',
    () => {
      const writer = onePage();
      return writer.table({ lines: { 4: tableLine(writer.offsetOf(2)) } }).text;
    },
  ],
  [
    'object-mismatch',
    'another generation',
    () => {
      const writer = onePage().object(4, '1');
      return writer.table({ lines: { 4: tableLine(writer.offsetOf(4), 7) } }).text;
    },
  ],
  [
    'object-mismatch',
    'another index in an object stream',
    () =>
      onePage()
        .objectStream(4, [[5, '1']])
        .xrefStream(6)
        .text.replace('/N 1/First 4 ', '/N 1/First 4')
        .replace('\n5 0 1', '\n7 0 1'),
  ],
  [
    'object-mismatch',
    'an object stream that an update replaces',
    () =>
      onePage()
        .objectStream(4, [[5, '1']])
        .xrefStream(6)
        .objectStream(4, [[5, '2']])
        .xrefStream(7).text,
  ],
  ['startxref-ambiguous', 'a startxref of no revision', () => onePage().raw('startxref\n0\n%%EOF\n').table().text],
  ['startxref-ambiguous', 'an end-of-file marker of no revision', () => onePage().raw('%%EOF\n').table().text],
  ['startxref-ambiguous', 'an update that the chain leaves out', skippedRevision],
  [
    'startxref-ambiguous',
    'an unused cross-reference stream',
    () => onePage().stream(4, '/Type/XRef/W[1 1 1]/Size 0', '').table().text,
  ],
  ['stream-length-wrong', 'too short', () => onePage().stream(4, '', 'abcdef', 3).table().text],
  ['stream-length-wrong', 'too long', () => onePage().stream(4, '', 'abcdef', 30).table().text],
  ['stream-length-wrong', 'missing', () => onePage().stream(4, '', 'abcdef', 'null').table().text],
  ['stream-length-wrong', 'a reference to itself', () => onePage().stream(4, '', 'abcdef', '4 0 R').table().text],
  [
    'stream-length-wrong',
    'a length that an update changes',
    () => onePage().stream(4, '', 'abc\nendstream endobj', '5 0 R').object(5, '3').table().object(5, '20').table().text,
  ],
  [
    'stream-length-wrong',
    'a line end that is only CR',
    () => onePage().object(4, '<</Length 1>>stream\rx\nendstream').table().text,
  ],
  [
    'contents-not-one-hex-string',
    'white space in the hex string',
    () => sealedPdf({ signature: signature('<30 03020101000000>') }),
  ],
  ['contents-not-one-hex-string', 'an odd number of digits', () => sealedPdf({ signature: signature('<300302010>') })],
  ['contents-not-one-hex-string', 'an empty string', () => sealedPdf({ signature: signature('<>') })],
  [
    'contents-not-one-hex-string',
    'a literal string',
    () => sealedPdf().replace(/\/Contents<[0-9a-f]+>/, (hex) => `/Contents(${'x'.repeat(hex.length - 11)})`),
  ],
  ['contents-not-one-hex-string', 'a gap that is one byte too wide', () => shiftGap(-1, 0)],
  ['contents-not-one-hex-string', 'a gap that is one byte too narrow', () => shiftGap(1, 0)],
  ['contents-not-one-hex-string', 'a gap around another string', otherContents],
  [
    'signature-value-shared',
    'two fields with one value',
    () => sealedPdf({ form: '/AcroForm<</Fields[4 0 R 6 0 R]>>', objects: [[6, '<</FT/Sig/T(Twin)/V 5 0 R>>']] }),
  ],
  ['signature-outside-signed-revision', 'a field that a later update points at the value', rewiredField],
  ['page-tree-broken', 'a wrong count', () => onePage().table().text.replace('/Count 1', '/Count 2')],
  [
    'page-tree-broken',
    'a page twice',
    () => onePage().object(2, '<</Type/Pages/Kids[3 0 R 3 0 R]/Count 2>>').table().text,
  ],
  [
    'page-tree-broken',
    'a tree that contains itself',
    () => onePage().table().object(2, '<</Type/Pages/Kids[2 0 R]/Count 1/Parent 2 0 R>>').table().text,
  ],
  ['page-tree-broken', 'another parent', () => onePage().table().text.replace('/Parent 2 0 R', '/Parent 1 0 R')],
  ['page-tree-broken', 'a node of no type', () => onePage().table().text.replace('/Type/Page/', '/Type/Pago/')],
  ['page-tree-broken', 'an inner node that counts wrongly', () => nestedPages(2)],
  ['page-tree-broken', 'an inner node without a count', () => nestedPages('null')],
  ['page-tree-broken', 'a page with kids', () => pageWith('/Kids[]')],
  ['page-tree-broken', 'a page whose kids are null', () => pageWith('/Kids null')],
  ['page-tree-broken', 'a box that is null', () => pageWith('/CropBox null')],
  ['page-tree-broken', 'a box that leads to nothing', () => pageWith('/CropBox 99 0 R')],
  ['page-tree-broken', 'resources that lead to nothing', () => pageWith('/Resources 99 0 R')],
  ['page-tree-broken', '/O of /Linearized that is another object', () => linearised().replace('/O 3', '/O 2')],
  ['page-tree-broken', '/P of /Linearized beyond the pages', () => linearised().replace('/N 1/T 0', '/P 1/N 1')],
  ['duplicate-key', 'the short key of a filter', () => onePage().stream(4, '/F null', 'x').table().text],
  ['duplicate-key', 'the short key of parameters', () => onePage().stream(4, '/DP<<>>', 'x').table().text],
  ['duplicate-key', 'the short key of a width', () => onePage().stream(4, '/Subtype/Image/W 9', 'x').table().text],
  ['object-mismatch', 'a reference that wraps around', () => onePage('/X 4294967299 0 R').table().text],
  ['object-mismatch', 'a generation that wraps around', () => onePage('/X 3 65536 R').table().text],
  ['ambiguous-attachment', 'not in /AF', () => attached('', '[(confirmation.json)6 0 R]')],
  ['ambiguous-attachment', 'not in /EmbeddedFiles', () => attached('/AF[6 0 R]', '[]')],
  ['ambiguous-attachment', 'different files', () => attached('/AF[6 0 R]', '[(confirmation.json)8 0 R]')],
  ['ambiguous-attachment', 'twice in /AF', () => attached('/AF[6 0 R 8 0 R]', '[(confirmation.json)6 0 R]')],
  [
    'ambiguous-attachment',
    'twice in /EmbeddedFiles',
    () => attached('/AF[6 0 R]', '[(confirmation.json)6 0 R(z)8 0 R]'),
  ],
  ['ambiguous-attachment', 'one more on a page', () => attached('/AF[6 0 R]', '[(confirmation.json)6 0 R]/Note 8 0 R')],
];

function signature(contents: string): string {
  return `<</Type/Sig/SubFilter/ETSI.CAdES.detached/ByteRange[0 ********** ********** **********]/Contents${contents}>>`;
}

function unnamedInStream(): string {
  return onePage()
    .objectStream(4, [
      [5, '1'],
      [9, '2'],
    ])
    .xrefStream(6)
    .text.replace('\x02\x00\x00\x00\x04\x00\x01', '\x00\x00\x00\x00\x00\x00\x00');
}

function middleOfNumber(): string {
  const writer = onePage().object(15, '1');
  return writer.table({ lines: { 5: tableLine(writer.offsetOf(15) + 1) } }).text;
}

function laterRevision(): string {
  const writer = onePage();
  const text = writer
    .table({ lines: { 4: tableLine(7777) } })
    .object(5, '1')
    .table().text;
  return text.replace('0000007777', String(text.indexOf('5 0 obj')).padStart(10, '0'));
}

function objectInStream(): string {
  const writer = onePage().stream(4, '', 'x\n5 0 obj\n(hidden)\nendobj\n');
  return writer.table({ lines: { 5: tableLine(writer.text.indexOf('5 0 obj')) } }).text;
}

/** A hybrid file whose stream says of one object that it stands where object `target` does. */
function hybrid(index: string, target: number): string {
  const writer = onePage();
  const at = writer.text.length;
  const offset = writer.offsetOf(target);
  const row = `\x01${String.fromCharCode(0, 0, offset >> 8, offset & 255)}\x00\x00`;
  writer.stream(6, `/Type/XRef/W[1 4 2]/Index[${index.replace('4', '1')}]/Size 7`, row);
  return writer.table({ trailer: `/XRefStm ${at}` }).text;
}

/** Two levels of nodes above the page. */
function nestedPages(count: number | string): string {
  return new PdfWriter()
    .object(1, CATALOG)
    .object(2, '<</Type/Pages/Kids[4 0 R]/Count 1>>')
    .object(3, '<</Type/Page/Parent 4 0 R/MediaBox[0 0 200 200]>>')
    .object(4, `<</Type/Pages/Parent 2 0 R/Kids[3 0 R]/Count ${count}>>`)
    .table().text;
}

function pageWith(more: string): string {
  const page = `<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]${more}>>`;
  return new PdfWriter().object(1, CATALOG).object(2, PAGES).object(3, page).table().text;
}

/** A hybrid file with another header of its /XRefStm, and something else instead of a part of its dictionary. */
function hybridDict(part: string, header = '6 0 obj', instead = ''): string {
  const writer = onePage().objectStream(5, [[4, '(hidden)']]);
  const at = writer.text.length;
  const row = '\x02\x00\x00\x00\x05\x00\x00';
  const dict = '/Type/XRef/W[1 4 2]/Index[4 1]/Size 7/Length 7'.replace(part, instead);
  writer.raw(`${header}\n<<${dict}>>\nstream\n${row}\nendstream\nendobj\n`);
  return writer.table({ trailer: `/XRefStm ${at}`, size: 7 }).text;
}

/** A file whose /L is the length that it has once it was updated. */
function reachedByUpdate(): string {
  const update = (text: string) => {
    const prev = text.indexOf('xref\n3 2');
    return `${text}xref\n0 0\ntrailer\n<</Size 5/Root 1 0 R/Prev ${prev}>>\nstartxref\n${text.length}\n%%EOF\n`;
  };
  const whole = update(linearised()).length;
  return update(linearised({ length: () => whole }));
}

/** A file with a compressed stream that is changed; its data are one stored block. */
function compressed(change: (data: Uint8Array) => Uint8Array, filter = '/FlateDecode'): string {
  const data = change(zlibSync(latin1Bytes('BT ET'), { level: 0 }));
  return onePage().stream(4, `/Filter${filter}`, latin1Text(data)).table().text;
}

/** An update whose hybrid part says where object 4 is, and whose table says `named` of it. */
function hybridUpdate(named: string, row = '\x02\x00\x00\x00\x05\x00\x00'): string {
  return hybridBase(row, named).text;
}

function hybridBase(row: string, named: string): PdfWriter {
  const writer = onePage()
    .object(4, '(seen)')
    .table()
    .objectStream(5, [[4, '(hidden)']]);
  const at = writer.text.length;
  writer.stream(6, '/Type/XRef/W[1 4 2]/Index[4 1]/Size 7', row).table({ trailer: `/XRefStm ${at}` });
  const last = writer.text.lastIndexOf('xref\n', writer.text.lastIndexOf('trailer'));
  writer.text = `${writer.text.slice(0, last)}xref\n${named}${writer.text.slice(last + 'xref\n'.length)}`;
  return writer;
}

/** PDFium takes object 9 for free, whatever the newest table says of it. */
function usedAfterHybrid(): string {
  const writer = onePage().table();
  const at = writer.text.length;
  writer.stream(6, '/Type/XRef/W[1 4 2]/Index[9 1]/Size 10', '\x00\x00\x00\x00\x00\x00\x00');
  return writer
    .table({ size: 10, trailer: `/XRefStm ${at}` })
    .object(9, '(seen by others)')
    .table().text;
}

function skippedRevision(): string {
  const first = onePage().table().text;
  const prev = first.lastIndexOf('xref\n0');
  const skipped = new PdfWriter(first).object(4, '(skipped)').table().text;
  const at = skipped.length;
  return `${skipped}xref\n0 0\ntrailer\n<</Size 5/Root 1 0 R/Prev ${prev}>>\nstartxref\n${at}\n%%EOF\n`;
}

function shiftGap(start: number, end: number): string {
  const shift = (field: string, by: number) => String(Number(field) + by).padStart(field.length);
  return sealedPdf().replace(/(ByteRange\[0)( +\d+)( +\d+)/, (_, open: string, first: string, second: string) => {
    return `${open} ${shift(first, start).slice(1)} ${shift(second, end).slice(1)}`;
  });
}

/** The byte range leaves out a hex string of another object, while /Contents stands within the signed bytes. */
function otherContents(): string {
  const text = sealedPdf({ objects: [[6, `<${'00'.repeat(20)}>`]] });
  const at = text.indexOf('6 0 obj\n') + 8;
  const range = [at, at + 42, text.length - at - 42].map((value) => String(value).padStart(10));
  return text.replace(/\/ByteRange\[[^\]]*\]/, `/ByteRange[0 ${range.join(' ')}]`);
}

function rewiredField(): string {
  const signed = sealedPdf({ form: '/AcroForm<</Fields[4 0 R]>>' });
  const prev = signed.lastIndexOf('xref\n0');
  const field = '4 0 obj\n<</FT/Sig/T(Other)/V 5 0 R>>\nendobj\n';
  const section = `xref\n4 1\n${tableLine(signed.length)}trailer\n<</Size 6/Root 1 0 R/Prev ${prev}>>\n`;
  return `${signed}${field}${section}startxref\n${signed.length + field.length}\n%%EOF\n`;
}

function attached(catalog: string, names: string): string {
  const specification = (file: number) =>
    `<</Type/Filespec/F(confirmation.json)/UF(confirmation.json)/EF<</F ${file} 0 R>>>>`;
  return onePage(`${catalog}/Names<</EmbeddedFiles<</Names${names}>>>>`)
    .object(6, specification(7))
    .stream(7, '/Type/EmbeddedFile', '{"a":1}')
    .object(8, specification(9))
    .stream(9, '/Type/EmbeddedFile', '{"a":2}')
    .table().text;
}

describe('what writers do has none', () => {
  test.each<[string, () => string]>([
    ['a linearised file', () => linearised()],
    ['a hybrid file', () => hybridDict('')],
    ['a hybrid file with /Root and a smaller /Size', () => hybridDict('/Size 7', undefined, '/Size 6/Root 1 0 R')],
    ['hexadecimal data', () => onePage().stream(4, '/Filter/ASCIIHexDecode', '41 4\r\n2>\n').table().text],
    ['ASCII85 data', () => onePage().stream(4, '/Filter/A85', '5sdq\n,z5s~>\n').table().text],
    ['a filter that nobody knows', () => onePage().stream(4, '/Filter/constructor', 'x').table().text],
    ['two levels of nodes', () => nestedPages(1)],
    [
      'an image with keys of any stream',
      () => onePage().stream(4, '/Subtype/Image/Width 9/Height 9', 'x').table().text,
    ],
    ['the flags of an annotation', () => onePage().object(4, '<</F 4/W 2/H/I>>').table().text],
    ['a reference to nothing', () => onePage('/X 99 0 R').table().text],
    ['a space before the end of line', () => onePage().table().text.replace('xref\n0 1\n', 'xref \r\n0 1 \n')],
    ['an empty line before the trailer', () => onePage().table().text.replace('\ntrailer', '\n\ntrailer')],
    ['a stored block', () => compressed((data) => data)],
    ['an end of line that belongs to the data', () => compressed((data) => Uint8Array.of(...data, 13, 10))],
    ['words', () => onePage('/Lang(object 6: 0 objects, 6 an obj, endobj, the trailer < 6)').table().text],
  ])('%s', (_, make) => {
    expect(readPdfFacts(latin1Bytes(make())).remarks).toEqual([]);
  });
});

describe('every ambiguity has its finding', () => {
  test.each(HOSTILE)('%s: %s', (finding, _, make) => {
    const facts = readPdfFacts(latin1Bytes(make()));
    expect(facts.findings).toContain(finding);
  });
});
