import { describe, expect, test } from '@jest/globals';
import type { ConfirmationContent } from '#core/confirmation/confirmation.ts';
import { DOCUMENT_LANGUAGES } from '#core/confirmation/document-languages.ts';
import { customsFaults } from '#core/confirmation/rules/customs-upload.ts';
import { compareWithPages } from '#core/confirmation/visible-facts.ts';
import { readPageLinks } from '#core/pdf/document/page-links.ts';
import { readPages } from '#core/pdf/document/page-tree.ts';
import { openPdf, type PdfFile } from '#core/pdf/syntax/open-pdf.ts';
import { entry, isArray, isStream, type PdfDict } from '#core/pdf/syntax/values.ts';
import { flate } from '../../../server/sealing/flate.ts';
import { makeDocument } from '../../../server/sealing/make-document.ts';
import { qrCodeSvg } from '../../../server/sealing/typeset/qr-code.ts';
import { typesetConfirmation } from '../../../server/sealing/typeset/typeset-confirmation.ts';
import { readTypesetText } from '../../../server/sealing/typeset-text/typeset-text.ts';
import { readPageText } from '../../support/page-text.ts';
import { overlaps, type TextBox, textBoxes } from '../../support/text-boxes.ts';
import { inLanguages, manyVehicles, SAMPLE, SAMPLE_SEAL } from '../../support/typeset-content.ts';

const MM = 72 / 25.4;
/** Of the template: where text may stand, in points from the lower left. */
const PAGE = { left: 15 * MM - 0.5, right: 195 * MM + 0.5, bottom: 6 * MM, top: 284 * MM, foot: 28.5 * MM };
const LANGUAGES = [['zh', 'en'] as const, DOCUMENT_LANGUAGES];

const LONG = {
  zh: '星河测试汽车制造销售进出口'.repeat(10).slice(0, 120),
  en: 'Xinghe International Test Automobile Manufacturing and Foreign Trade Holding '.repeat(2).slice(0, 119),
  ru: 'Общество с ограниченной ответственностью «Тестовое автомобильное объединение» '.repeat(2).slice(0, 119),
  word: 'XINGHE'.repeat(20),
  mixed: `${'星河测试汽车'.repeat(3)}${'XINGHE'.repeat(7)}`,
  arabic: 'شركة الاختبار لخدمات السيارات المحدودة '.repeat(3).trim(),
};

function longNames(name: string): ConfirmationContent {
  const content = manyVehicles(4);
  const brands = [LONG.zh, LONG.word, LONG.ru, LONG.mixed];
  return {
    ...content,
    manufacturer: { ...content.manufacturer, nameZh: name, nameEn: LONG.en, announcement: LONG.word.slice(0, 60) },
    exporter: { ...content.exporter, name },
    vehicles: content.vehicles.map((vehicle, index) => ({
      ...vehicle,
      brand: brands[index] ?? '',
      model: brands.at(index - 1) ?? '',
      outlets: content.outlets.map(({ id }) => id),
    })),
    outlets: content.outlets.map((outlet, index) => ({
      ...{ ...outlet, name: LONG.zh, phone: LONG.word.slice(0, 60), address: `${LONG.en} ${LONG.word}` },
      provider: index === 0 ? LONG.arabic : LONG.ru,
    })),
  };
}

describe.each(LANGUAGES)('printed in %s, %s %s', (...languages) => {
  const printed = (content: ConfirmationContent) =>
    inLanguages(
      content,
      languages.filter((language) => language !== undefined),
    );

  test.each(['zh', 'en', 'ru', 'word', 'mixed'] as const)(
    'names of 120 characters stay in their places: %s',
    async (script) => {
      const content = printed(longNames(LONG[script].trim()));
      const { pdf } = typesetConfirmation(content);
      for (const boxes of await textBoxes(pdf)) {
        expect(overlaps(boxes)).toEqual([]);
        expect(boxes.filter((box) => !isOnPaper(box))).toEqual([]);
      }
      expect(compareWithPages(content, await readPageText(pdf))).toEqual({ agrees: true });
    },
  );

  test.each([1, 2, 3, 6, 10, 15, 20, 24, 30, 40])('%i vehicles: only the last page may end early', async (count) => {
    const pages = await textBoxes(typesetConfirmation(printed(manyVehicles(count))).pdf);
    for (const boxes of pages) expect(overlaps(boxes)).toEqual([]);
    const free = pages.slice(0, -1).map((boxes) => lowestOf(boxes) - PAGE.foot);
    expect(Math.max(0, ...free)).toBeLessThan(0.34 * (PAGE.top - PAGE.foot));
  });

  test.each([1, 3, 40, 1000])('%i vehicles: every page leads to the address', async (count) => {
    const content = printed({ ...manyVehicles(count), test: false });
    const made = await makeDocument({ content, seal: { ...SAMPLE_SEAL, test: false }, signatureBytes: 3000 });
    const file = openPdf(made.pdf, {}, 'structure');
    const pages = readPages(file);
    expect(readPageLinks(file)).toEqual({ addresses: [content.verifyAt], other: null });
    const annotations = pages.map(({ dict }) => file.objects.resolve(entry(dict, 'Annots')));
    expect(annotations.map((list) => isArray(list) && list.length)).toEqual([...Array(pages.length - 1).fill(1), 2]);
    const bars = qrCodeSvg(content.verifyAt).split(/M\d/).length - 1;
    for (const { dict } of pages) expect(linesIn(file, dict)).toBeGreaterThanOrEqual(bars);
    expect(compareWithPages(content, readTypesetText(made.pdf, flate.inflate))).toEqual({ agrees: true });
    const upload = { version: 1.7, bytes: made.pdf.length, pages: pages.length, name: 'a.pdf' };
    expect(customsFaults(upload)).toEqual([]);
  });
});

test('a usual document of one vehicle is one page', async () => {
  expect(await textBoxes(typesetConfirmation(SAMPLE).pdf)).toHaveLength(1);
});

test('titles can be searched for, and the id of the rule is not for people', async () => {
  const text = (await readPageText(typesetConfirmation(inLanguages(SAMPLE, DOCUMENT_LANGUAGES)).pdf)).join('\n');
  expect(text).toContain('售后维修服务确认书');
  expect(text).toContain('After-sales Maintenance Service Confirmation');
  expect(text).toContain('Подтверждение послепродажного обслуживания и ремонта');
  expect(text).not.toContain(SAMPLE.rule.id);
});

test('what lies over each other is found', () => {
  const box = { text: 'a', left: 0, right: 10, bottom: 0, top: 5 };
  expect(overlaps([box, { ...box, left: 9 }])).toHaveLength(1);
  expect(overlaps([box, { ...box, left: 10 }, { ...box, bottom: 5, top: 10 }])).toEqual([]);
});

function isOnPaper({ left, right, bottom, top }: TextBox): boolean {
  return left >= PAGE.left && right <= PAGE.right && bottom >= PAGE.bottom && top <= PAGE.top;
}

/** Of what stands above the foot. */
function lowestOf(boxes: readonly TextBox[]): number {
  return Math.min(...boxes.map(({ bottom }) => bottom).filter((bottom) => bottom > PAGE.foot - MM));
}

/** How many straight lines a page draws: the bars of the code, and the rules of tables. */
function linesIn(file: PdfFile, page: PdfDict): number {
  const contents = file.objects.resolve(entry(page, 'Contents'));
  if (!isStream(contents)) throw new Error('no content');
  return new TextDecoder('latin1').decode(file.decode(contents)).match(/ l\n/g)?.length ?? 0;
}
