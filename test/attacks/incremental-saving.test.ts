import { describe, expect, test } from '@jest/globals';
import { PDFDocument, PDFName, PDFString, rgb } from 'pdf-lib';
import { type Answers, attackBench, concat, expectCaught, expectRefused } from '../support/attack.ts';
import { latin1Bytes } from '../support/pdf-writer.ts';
import { streamText } from '../support/signed-document.ts';
import { type Target, withEntry, withUpdate } from '../support/target.ts';

/**
 * Incremental saving attack (ISA): content is put behind the signed revision, with or without the cross-reference
 * section, trailer and end-of-file marker that an update has. Not one byte may follow in a sealed document.
 */
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

describe('a well-formed update', () => {
  async function updated(change: (document: PDFDocument) => void): Promise<Uint8Array> {
    const document = await PDFDocument.load(bench.genuine, { forIncrementalUpdate: true, updateMetadata: false });
    const snapshot = document.takeSnapshot();
    change(document);
    return concat(bench.genuine, await document.saveIncremental(snapshot, { useObjectStreams: false }));
  }

  test.each<[string, (document: PDFDocument) => void]>([
    [
      'a VIN painted over',
      (document) => document.getPage(0).drawRectangle({ x: 60, y: 450, width: 200, height: 20, color: rgb(1, 1, 1) }),
    ],
    ['a page removed', (document) => document.removePage(0)],
    ['a page added', (document) => void document.addPage()],
    ['a new title', (document) => document.setTitle('another')],
    ['a catalog entry', (document) => document.catalog.set(PDFName.of('OpenAction'), PDFString.of('x'))],
    ['a new form field', (document) => void document.getForm().createTextField('late')],
  ])('%s', async (_name, change) => {
    expectRefused(await bench.judgeWithoutRegistry(await updated(change)), 'bytes-after-signature');
  });

  test('an update that changes nothing', async () => {
    expect((await bench.judgeWithoutRegistry(await updated(() => {}))).verdict).not.toBe('valid');
  });
});

const forged = streamText('', 'BT (forged) Tj ET');

const AFTER: Answers = { verify: 'bytes-after-signature', inspect: 'bytes-after-eof' };
/** What was sealed can be read, and the rest cannot. */
const UNREADABLE_AFTER: Answers = { verify: 'bytes-after-signature', inspect: 'file-malformed' };

/** The body of an update as the papers cut it: objects that readers find although the file does not lead to them. */
const bodyOf = ({ content }: Target) => `${content} 0 obj\n${forged}\nendobj\n`;

describe('an update that is cut short', () => {
  test.each<[string, Answers, (target: Target) => string]>([
    ['without xref and trailer', AFTER, bodyOf],
    [
      'without xref, with a trailer',
      UNREADABLE_AFTER,
      (target) => `${bodyOf(target)}trailer\n<<${target.trailer}/Size 300>>\nstartxref\n${target.text.length}\n%%EOF\n`,
    ],
    [
      'with a trailer and no startxref',
      AFTER,
      (target) => `${bodyOf(target)}trailer\n<<${target.trailer}/Size 300>>\n`,
    ],
    ['with the old startxref again', AFTER, (target) => `${bodyOf(target)}${endOf(target.text)}`],
    ['with startxref 0', UNREADABLE_AFTER, (target) => `${bodyOf(target)}startxref\n0\n%%EOF\n`],
    ['in a comment', AFTER, (target) => `%${bodyOf(target).replaceAll('\n', ' ')}\n`],
  ])('%s', async (_name, answers, tail) => {
    await expectCaught(bench, latin1Bytes(bench.target.text + tail(bench.target)), answers);
  });
});

const endOf = (text: string) => /startxref\s+\d+\s+%%EOF\s*$/.exec(text)?.[0] ?? '';

describe('an update with a copy of the signature', () => {
  test('the same dictionary as another object, of the same field', async () => {
    const { target } = bench;
    const field = target.body(target.field).replace(`/V ${target.signature} 0 R`, `/V ${target.free} 0 R`);
    const pdf = withUpdate(target, [
      [target.field, field],
      [target.free, target.body(target.signature)],
      [target.content, forged],
    ]);
    await expectCaught(bench, pdf, { verify: 'byte-range-invalid', inspect: 'byte-range-unclear' });
  });

  test('the same dictionary, written again', async () => {
    const { target } = bench;
    const pdf = withUpdate(target, [
      [target.signature, target.body(target.signature)],
      [target.content, forged],
    ]);
    await expectCaught(bench, pdf, { verify: 'byte-range-invalid', inspect: 'byte-range-unclear' });
  });

  test('a byte range that takes the update in', async () => {
    const { target } = bench;
    const grown = target.body(target.signature).replace(/(\/ByteRange \[0 \d+ +\d+ +)\d+/, '$1999999');
    const pdf = withUpdate(target, [
      [target.signature, grown],
      [target.content, forged],
    ]);
    await expectCaught(bench, pdf, { verify: 'byte-range-invalid', inspect: 'byte-range-unclear' });
  });
});

describe('an update of what hangs on the catalog', () => {
  test.each<[string, string, (target: Target) => Uint8Array]>([
    ['the page content', 'page-changed', (target) => withUpdate(target, [[target.content, forged]])],
    [
      'another catalog',
      'root-repointed',
      (target) =>
        withUpdate(target, [[target.free, target.body(target.catalog)]], {
          trailer: target.trailer.replace(/\/Root \d+/, `/Root ${target.free}`),
        }),
    ],
    ['the page freed', 'page-tree-changed', (target) => withUpdate(target, [], { freed: [target.page] })],
    [
      'an action',
      'catalog-changed',
      (target) =>
        withUpdate(target, [[target.catalog, withEntry(target.body(target.catalog), '/OpenAction<</S/URI/URI(x)>>')]]),
    ],
    ['an object for later', 'object-unreferenced', (target) => withUpdate(target, [[target.free, forged]])],
  ])('%s', async (_name, code, make) => {
    await expectCaught(bench, make(bench.target), { verify: 'bytes-after-signature', inspect: code });
  });
});
