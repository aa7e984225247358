import { beforeAll, describe, expect, test } from '@jest/globals';
import { PDFDocument, StandardFonts } from 'pdf-lib';
import { openPdf } from '#core/pdf/syntax/open-pdf.ts';
import { openWithPdfJs } from '#core/pdf/text/page-text.ts';
import { readTextBoxes } from '#core/pdf/text/page-text-boxes.ts';
import { copyToUnicode } from '#core/pdf/text/text-only/copy-to-unicode.ts';
import { latin1Bytes, onePage } from '../../../support/pdf-writer.ts';
import { streamText } from '../../../support/signed-document.ts';

const ONE = new Set([0]);
const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

let sample: Uint8Array;
beforeAll(async () => {
  const inner = await PDFDocument.create();
  const font = await inner.embedFont(StandardFonts.Helvetica);
  inner.addPage([100, 100]).drawText('within a form', { x: 10, y: 20, font, size: 8 });
  const document = await PDFDocument.create();
  const courier = await document.embedFont(StandardFonts.Courier);
  const [form] = await document.embedPdf(await inner.save());
  const image = await document.embedPng(PNG);
  document.addPage([300, 300]).drawText('first', { x: 10, y: 200, font: courier, size: 10 });
  const page = document.addPage([300, 300]);
  page.drawImage(image, { x: 0, y: 0 });
  page.drawText('second', { x: 100, y: 200, font: courier, size: 10 });
  if (form !== undefined) page.drawPage(form, { x: 50, y: 50 });
  sample = await document.save();
});

test('pages by index, letters of forms included, images stepped over', async () => {
  const boxes = await readTextBoxes(openPdf(sample), new Set([1]));
  expect([...boxes.keys()]).toEqual([1]);
  const lines = boxes.get(1) ?? [];
  expect(lines.map(({ box: [left, bottom] }) => [Math.round(left), Math.round(bottom)])).toEqual([
    [100, 200],
    [60, 70],
  ]);
});

test('the same places as in the file itself', async () => {
  const file = openPdf(sample);
  const boxes = (await readTextBoxes(file, ONE)).get(0) ?? [];
  const task = await openWithPdfJs(sample.slice());
  const items = (await (await (await task.promise).getPage(1)).getTextContent()).items;
  await task.destroy();
  const [item] = items.filter((one) => 'str' in one && one.str.trim() !== '');
  const [, , , , x = 0, y = 0] = item !== undefined && 'transform' in item ? (item.transform as number[]) : [];
  expect(boxes).toHaveLength(1);
  expect(boxes[0]?.box.slice(0, 2)).toEqual([x, y]);
});

function page(resources: string, content: string, objects: readonly (readonly [number, string])[] = []): Uint8Array {
  const writer = onePage()
    .object(2, `<</Type/Pages/Kids[3 0 R]/Count 1/Resources<<${resources}>>/MediaBox[0 0 200 200]>>`)
    .object(3, '<</Type/Page/Parent 2 0 R/Contents[6 0 R 6 0 R]>>')
    .object(6, streamText('', content));
  for (const [number, body] of objects) writer.object(number, body);
  return latin1Bytes(writer.table().text);
}

describe('what a page inherits and how it names things', () => {
  test('resources of the page tree, contents in parts', async () => {
    const font = '/Font<</A#20b<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>';
    const bytes = page(font, 'BT /A#20b 12 Tf 20 150 Td (x) Tj ET');
    expect((await readTextBoxes(openPdf(bytes), ONE)).get(0)).toHaveLength(2);
  });
  test('a font of a graphics state', async () => {
    const state = '/ExtGState<</G<</Font[<</Type/Font/Subtype/Type1/BaseFont/Courier>> 10]>>>>';
    const bytes = page(state, 'BT /G gs 20 150 Td (xx) Tj ET');
    const [box] = (await readTextBoxes(openPdf(bytes), ONE)).get(0) ?? [];
    expect(box?.box.map(Math.round)).toEqual([20, 150, 32, 160]);
  });
  test('a number without meaning is refused', async () => {
    const bytes = page('/Font<</F<</Subtype/Type1/BaseFont/A/FontMatrix[9999999 0 0 1 0 0]>>>>', '');
    await expect(readTextBoxes(openPdf(bytes), ONE)).rejects.toMatchObject({ code: 'file-malformed' });
  });
  test('a page that is not there is refused', async () => {
    await expect(readTextBoxes(openPdf(page('', '')), new Set([1]))).rejects.toMatchObject({ code: 'file-malformed' });
  });
});

describe('a /ToUnicode is written anew', () => {
  const sections = (body: string) => /beginbfchar\n([\s\S]*)\nendbfchar/.exec(copyToUnicode(latin1Bytes(body)))?.[1];
  test.each([
    ['chars', '1 beginbfchar <0001> <0041> endbfchar', '<0001> <0041>'],
    ['a range', '1 beginbfrange <01> <03> <0041> endbfrange', '<01> <0041>\n<02> <0042>\n<03> <0043>'],
    ['a listed range', '1 beginbfrange <01> <02> [<0041> <0020>] endbfrange', '<01> <0041>\n<02> <0020>'],
    ['a long target', `1 beginbfchar <01> <${'0041'.repeat(99)}> endbfchar`, `<01> <${'0041'.repeat(16)}>`],
  ])('%s', (_, body, lines) => {
    expect(sections(body)).toBe(lines);
  });
  test.each([
    ['nothing', ''],
    ['a range beyond two bytes', '1 beginbfrange <000000> <fffffe> <0041> endbfrange'],
    ['ranges that add up', `9 beginbfrange ${'<0000> <ffff> <0041> '.repeat(2)} endbfrange`],
    ['a range that runs backwards', '1 beginbfrange <09> <01> <0041> endbfrange'],
    ['a target without code', '1 beginbfchar <01> <0041> <02> endbfchar'],
    ['a literal string', '1 beginbfchar (a) <0041> endbfchar'],
    ['a list without end', '1 beginbfrange <01> <02> [<0041> endbfrange'],
  ])('%s is left out', (_, body) => {
    expect(copyToUnicode(latin1Bytes(body))).toBe('');
  });
});
