import { beforeAll, describe, expect, test } from '@jest/globals';
import { PDFDocument, StandardFonts } from 'pdf-lib';
import { typesetConfirmation } from '../../../../server/sealing/typeset/typeset-confirmation.ts';
import { readPageText } from '../../../support/page-text.ts';
import { latin1Bytes, onePage } from '../../../support/pdf-writer.ts';
import { manyVehicles } from '../../../support/typeset-content.ts';

let sample: Uint8Array;

beforeAll(async () => {
  const document = await PDFDocument.create();
  const font = await document.embedFont(StandardFonts.Helvetica);
  const page = document.addPage();
  page.drawText('LGX CE6 DB5R0000017', { x: 50, y: 700, font, size: 12 });
  page.drawText('Kazakhstan', { x: 50, y: 650, font, size: 12 });
  document.addPage().drawText('second page', { x: 50, y: 700, font, size: 12 });
  sample = await document.save();
});

test('one string per page, lines apart', async () => {
  const pages = await readPageText(sample);
  expect(pages).toHaveLength(2);
  expect(pages[0]?.split('\n').map((line) => line.trim())).toEqual(['LGX CE6 DB5R0000017', 'Kazakhstan']);
  expect(pages[1]).toBe('second page');
});

test('the bytes are left as they are', async () => {
  const before = sample.slice();
  await readPageText(sample);
  expect(sample).toEqual(before);
});

test('a page without content is an empty string', async () => {
  expect(await readPageText(onePage().table().bytes())).toEqual(['']);
});

describe('what pdf.js cannot read is refused with a code', () => {
  test.each<[string, () => Uint8Array]>([
    ['no bytes', () => new Uint8Array()],
    ['no PDF', () => latin1Bytes('hello')],
    ['a file cut in half', () => sample.subarray(0, sample.length >> 2)],
    ['no page tree', () => latin1Bytes(onePage().table().text.replace('/Pages 2', '/Pagex 2'))],
  ])('%s', async (_, make) => {
    await expect(readPageText(make())).rejects.toMatchObject({ name: 'PdfReadError', code: 'file-malformed' });
  });
});

test.each([
  { pages: 1, characters: 1000 },
  { pages: 10, characters: 5 },
])('bound %j', async (limits) => {
  await expect(readPageText(sample, limits)).rejects.toMatchObject({ code: 'limit-exceeded' });
});

test('font programs are left out, and change no text', async () => {
  const { pdf } = typesetConfirmation(manyVehicles(8));
  const programs = new TextDecoder('latin1').decode(pdf).match(/\/FontFile2/g) ?? [];
  expect(programs.length).toBeGreaterThan(1);
  const { getDocument } = await import('pdfjs-dist/legacy/build/pdf.mjs');
  const task = getDocument({ data: pdf.slice(), useSystemFonts: false, disableFontFace: true, verbosity: 0 });
  const page = await (await task.promise).getPage(1);
  const { items } = await page.getTextContent({ disableNormalization: true });
  await task.destroy();
  const text = items.map((item) => ('str' in item ? `${item.str}${item.hasEOL ? '\n' : ''}` : '')).join('');
  expect((await readPageText(pdf))[0]).toBe(text);
});
