import { expect, test } from '@jest/globals';
import { PDFDocument, PDFName, PDFString, rgb } from 'pdf-lib';
import { attackBench, concat, expectRefused } from '../support/attack.ts';

/** ISA: a well-formed later revision changes what is seen. Whatever it changes, a sealed document allows none. */
const bench = attackBench();

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
