import { describe, test } from '@jest/globals';
import { type Answers, attackBench, concat, expectCaught, expectForeignCaught } from '../support/attack.ts';
import { foreignDocuments } from '../support/foreign.ts';
import { fillByteRange, latin1Bytes, PAGE, PAGES, PdfWriter, signatureDict, tableLine } from '../support/pdf-writer.ts';
import { BODIES, streamText, update } from '../support/signed-document.ts';

/**
 * Parser differentials: a file that two readers find different documents in. Which of them is right does not matter: a file
 * that can be read in two ways is not accepted in either.
 */
const bench = attackBench();
const foreign = foreignDocuments();

const FORGED = streamText('', 'BT /F1 12 Tf 20 150 Td (Forged text) Tj ET');

describe('before the header', () => {
  test.each<[string, Answers, string]>([
    ['a byte', { verify: 'file-ambiguous', inspect: 'garbage-before-header' }, 'x'],
    ['a byte-order mark', { verify: 'file-malformed', inspect: 'file-malformed' }, '\xef\xbb\xbf'],
    ['the header of another format', { verify: 'file-malformed', inspect: 'file-malformed' }, 'PK\x03\x04'],
    ['more than readers look through', { verify: 'not-a-pdf', inspect: 'not-a-pdf' }, '\n'.repeat(1100)],
  ])('%s', async (_name, answers, head) => {
    await expectCaught(bench, concat(latin1Bytes(head), bench.genuine), answers);
  });

  test('bytes that every offset takes into account', async () => {
    const text = `MZ\n${foreign.signed(2)}`;
    const shifted = text
      .replace(/(\d{10})( 00000 n)/g, (_whole, at, rest) => String(Number(at) + 3).padStart(10, '0') + rest)
      .replace(/startxref\n(\d+)/, (_whole, at) => `startxref\n${Number(at) + 3}`);
    await expectForeignCaught(bench, shifted, 'garbage-before-header');
  });
});

describe('two ends', () => {
  const ended = (tail: string) => foreign.signed(2) + tail;
  test.each<[string, string, string]>([
    ['a second startxref after the first', 'file-malformed', 'startxref\n9\n'],
    ['a second end-of-file marker', 'bytes-after-eof', '%%EOF\n'],
    ['a startxref to the header', 'file-malformed', 'startxref\n0\n%%EOF\n'],
    ['a startxref in a comment', 'file-malformed', '%startxref\n'],
    ['a startxref with a sign', 'file-malformed', 'startxref\n+9\n%%EOF\n'],
    ['a startxref beyond the file', 'file-malformed', 'startxref\n9999999\n%%EOF\n'],
    ['a startxref of too many digits', 'file-malformed', `startxref\n${'0'.repeat(20)}9\n%%EOF\n`],
    ['another file', 'file-malformed', '%PDF-1.7\n1 0 obj\nnull\nendobj\nstartxref\n9\n%%EOF\n'],
  ])('%s', async (_name, code, tail) => {
    await expectForeignCaught(bench, ended(tail), code);
  });
});

describe('cross-reference sections', () => {
  const base = () => foreign.signed(2);
  const row = (text: string, number: number) => tableLine(text.indexOf(`\n${number} 0 obj\n`) + 1);
  test.each<[string, string, () => string]>([
    [
      'an entry into a stream',
      'xref-overlap',
      () => {
        const hidden = streamText('', `7 0 obj\n<<${BODIES.text}/V(evil)>>\nendobj\n`);
        const text = foreign.signed(2, { bodies: { 12: hidden } });
        return text.replace(row(text, 7), tableLine(text.indexOf('7 0 obj', text.indexOf('12 0 obj'))));
      },
    ],
    [
      'an entry before the line end before its object',
      'xref-broken',
      () => base().replace(row(base(), 7), tableLine(base().indexOf('\n7 0 obj\n') - 1)),
    ],
    [
      'an entry one byte late',
      'xref-broken',
      () => base().replace(row(base(), 17), tableLine(base().indexOf('\n17 0 obj\n') + 2)),
    ],
    [
      'an entry of another generation',
      'object-mismatch',
      () => base().replace(row(base(), 7), tableLine(base().indexOf('\n7 0 obj\n') + 1, 3)),
    ],
    ['an entry that is freed', 'object-outside-xref', () => base().replace(row(base(), 7), '0000000000 65535 f \n')],
    [
      'an entry of nineteen bytes',
      'xref-broken',
      () => base().replace(row(base(), 7), `${row(base(), 7).slice(0, 18)}\n `),
    ],
    ['an object number twice', 'xref-overlap', () => base().replace('\n8 1\n', '\n7 1\n')],
    ['a section in a comment', 'file-malformed', () => base().replace(/\nxref\n/, '\n%ref\n')],
    [
      '/Prev into a stream',
      'file-malformed',
      () => update(base(), { objects: [] }).replace(/\/Prev \d+/, `/Prev ${base().indexOf('BT /F1')}`),
    ],
    ['/Prev to the end', 'file-malformed', () => update(base(), { objects: [] }).replace(/\/Prev \d+/, '/Prev 999999')],
    [
      '/Prev left out',
      'byte-range-unclear',
      () => {
        const objects = [...base().matchAll(/\n(\d+) 0 obj\n([\s\S]*?)\nendobj/g)].map(
          ([, number, body]) => [Number(number), body] as const,
        );
        return update(base(), { objects: objects as never }).replace(/\/Prev \d+/, '');
      },
    ],
    [
      '/Size too small',
      'xref-broken',
      () =>
        update(base(), { objects: [[6, FORGED]] }).replace(
          /\/Size \d+(?=\/Root 1 0 R\/Info 10 0 R\/ID\[<aa><cc>)/,
          '/Size 02',
        ),
    ],
  ])('%s', async (_name, code, make) => {
    await expectForeignCaught(bench, make(), code);
  });
});

describe('comments and white space where readers expect digits', () => {
  /** An update whose table some readers cannot follow: they look for objects in the whole file instead. */
  const changed = (from: string, to: string) => {
    const text = foreign.updated(2, { objects: [[10, '<</Title(After)>>']] });
    const at = text.lastIndexOf('xref\n', text.lastIndexOf('startxref') - 1);
    return text.slice(0, at) + text.slice(at).replace(from, to);
  };
  test.each<[string, string, string, string]>([
    ['a comment after xref', 'xref-broken', 'xref\n', 'xref\n%c\n'],
    ['a comment before the trailer', 'xref-broken', 'trailer\n', '%c\ntrailer\n'],
    ['a NUL after xref', 'xref-broken', 'xref\n', 'xref\0'],
    ['a tabulator after xref', 'xref-broken', 'xref\n', 'xref\t'],
    ['a comment after startxref', 'file-malformed', 'startxref\n', 'startxref\n%c\n'],
    ['a NUL after startxref', 'file-malformed', 'startxref\n', 'startxref\0'],
    ['a form feed after startxref', 'file-malformed', 'startxref\n', 'startxref\f'],
    ['a NUL before the end', 'file-malformed', '\n%%EOF', '\0%%EOF'],
    [
      'an object in a comment after the trailer',
      'object-outside-xref',
      'startxref\n',
      '%6 0 obj null endobj\nstartxref\n',
    ],
    [
      'a trailer in a comment after the trailer',
      'startxref-ambiguous',
      'startxref\n',
      '%trailer<</Root 9 0 R>>\nstartxref\n',
    ],
  ])('%s', async (_name, code, from, to) => {
    await expectForeignCaught(bench, changed(from, to), code);
  });
});

describe('hybrid files', () => {
  /** The table says one thing to old readers, the stream that /XRefStm names another to new ones. */
  const hybrid = (inTable: string) => {
    const text = foreign.signed(2);
    const prev = /startxref\n(\d+)/.exec(text)?.[1];
    const forged = `6 0 obj\n${FORGED}\nendobj\n`;
    const at = text.length + forged.length;
    const data = `\x01${String.fromCharCode((text.length >> 16) & 255, (text.length >> 8) & 255, text.length & 255)}\0`;
    const stream = `30 0 obj\n<</Type/XRef/W[1 3 1]/Index[6 1]/Size 60/Root 1 0 R/Length ${data.length}>>\nstream\n${data}\nendstream\nendobj\n`;
    const table = at + stream.length;
    return `${text}${forged}${stream}xref\n${inTable}trailer\n<</Size 60/Root 1 0 R/Info 10 0 R/ID[<aa><cc>]/Prev ${prev}/XRefStm ${at}>>\nstartxref\n${table}\n%%EOF\n`;
  };
  /** Every reader goes by the stream: what it replaces is a change like any other. */
  test('the stream replaces what the table leaves', async () => {
    await expectForeignCaught(bench, hybrid('0 0\n'), 'page-changed');
  });
  test('the stream replaces what the table frees', async () => {
    await expectForeignCaught(bench, hybrid('6 1\n0000000000 00001 f \n'), 'hybrid-conflict');
  });
  /** PDFium has it as free: it shows the signed page without what an update puts under that number. */
  test('the stream frees a number that a later update uses', async () => {
    const free = '\0\0\0\0\0';
    const signed = foreign.signed(null);
    const prev = /startxref\n(\d+)/.exec(signed)?.[1];
    const stream = `30 0 obj\n${streamText('/Type/XRef/W[1 3 1]/Index[40 1]/Size 60/Root 1 0 R', free)}\nendobj\n`;
    const keys = `/Size 60/Root 1 0 R/Info 10 0 R/ID[<aa><cc>]/Prev ${prev}/XRefStm ${signed.length}`;
    const at = signed.length + stream.length;
    const freed = `${signed}${stream}xref\n30 1\n${tableLine(signed.length)}trailer\n<<${keys}>>\nstartxref\n${at}\n%%EOF\n`;
    await expectForeignCaught(bench, update(freed, { objects: [[40, '(unseen)']] }), 'hybrid-conflict');
  });
});

describe('linearised files', () => {
  const first = '<</Linearized 1/L 999/H[0 0]/O 3/E 0/N 1/T 0>>';
  test('that are none, with an update', async () => {
    const text = foreign.updated(2, { objects: [[6, FORGED]] }, { bodies: { 19: first } });
    await expectForeignCaught(bench, text, 'page-changed');
  });
  test('whose first section lies behind', async () => {
    const text = new PdfWriter()
      .object(9, first)
      .object(1, '<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[4 0 R]>>>>')
      .object(2, PAGES)
      .object(3, PAGE)
      .object(4, '<</FT/Sig/T(Seal)/V 5 0 R>>')
      .object(5, signatureDict())
      .table().text;
    const swapped = fillByteRange(text).replace('/Root 1 0 R', `/Root 1 0 R/Prev ${text.length}`);
    await expectForeignCaught(bench, swapped, 'file-malformed');
  });
});

describe('words and ends of line', () => {
  const cases: readonly (readonly [string, string, Readonly<Record<number, string>>])[] = [
    ['stream with a carriage return alone', 'stream-length-wrong', { 6: '<</Length 3>>\nstream\rabc\nendstream' }],
    ['stream with a space', 'stream-length-wrong', { 6: '<</Length 3>>\nstream abc\nendstream' }],
    [
      'endstream within a stream',
      'stream-length-wrong',
      { 6: '<</Length 999>>\nstream\nq\nendstream\nendobj\n6 0 obj\nnull' },
    ],
    ['an object after endobj', 'object-outside-xref', { 10: '<<>>\nendobj\n(x)\n11 0 obj\n<<>>' }],
    [
      'a comment that holds an object',
      'object-outside-xref',
      { 10: `<<>>\nendobj\n%6 0 obj ${FORGED.replaceAll('\n', ' ')} endobj\n9 0 obj null` },
    ],
    ['a comment that one end of line closes', 'file-malformed', { 10: '<</Title %x\r(Before) %y\n/Author>>' }],
    ['a name with # and no digits', 'file-malformed', { 10: '<</Ti#tle(Before)>>' }],
    ['a name with a zero', 'file-malformed', { 10: '<</Title#00(Before)>>' }],
    ['a number with two signs', 'file-malformed', { 10: '<</X --1>>' }],
    ['a number with an exponent', 'file-malformed', { 10: '<</X 1e3>>' }],
    ['a string without end', 'file-malformed', { 10: '<</Title(Before>>' }],
    ['hexadecimal digits that are none', 'file-malformed', { 10: '<</Title<4Z>>>' }],
    ['a word that is no value', 'file-malformed', { 10: '<</X nul>>' }],
    ['a dictionary without its last value', 'file-malformed', { 10: '<</Title>>' }],
    ['a second version of the header', 'startxref-ambiguous', { 10: '<<>>\nendobj\n%PDF-1.4\n%%EOF\n9 0 obj null' }],
  ];
  test.each(cases)('%s', async (_name, code, bodies) => {
    await expectForeignCaught(bench, foreign.signed(2, { bodies }), code);
  });
});

describe('object numbers and generations', () => {
  test.each<[string, string, Readonly<Record<number, string>>]>([
    [
      'a reference of another generation',
      'object-mismatch',
      { 3: `<<${BODIES.page.replace('6 0 R', '6 1 R')}/Annots[${BODIES.annots}]>>` },
    ],
  ])('%s', async (_name, code, bodies) => {
    await expectForeignCaught(bench, foreign.updated(2, { objects: [[6, FORGED]] }, { bodies }), code);
  });

  test('an object that comes again with a higher generation', async () => {
    const text = foreign.signed(2);
    const again = update(text, { objects: [[6, FORGED]] });
    const raised = again
      .replace(/6 0 obj\n(?=<<\/Length \d+>>\nstream\nBT \/F1 12 Tf 20 150 Td \(Forged)/, '6 1 obj\n')
      .replace(/00000 n \ntrailer\n<<\/Size 60\/Root 1 0 R\/Info 10 0 R\/ID\[<aa><cc>/, (whole) =>
        whole.replace('00000', '00001'),
      );
    await expectForeignCaught(bench, raised, 'page-changed');
  });
});
