import { describe, expect, test } from '@jest/globals';
import type { ConfirmationContent } from '#core/confirmation/confirmation.ts';
import { DOCUMENT_LANGUAGES } from '#core/confirmation/document-languages.ts';
import { compareWithPages } from '#core/confirmation/visible-facts.ts';
import { makeCheckedDocument } from '../../../server/sealing/make-checked-document.ts';
import { makeDocument } from '../../../server/sealing/make-document.ts';
import { typesetConfirmation } from '../../../server/sealing/typeset/typeset-confirmation.ts';
import { readTypesetText } from '../../../server/sealing/typeset-text/typeset-text.ts';
import { readPageText } from '../../support/page-text.ts';
import { PdfWriter } from '../../support/pdf-writer.ts';
import { inLanguages, manyVehicles, SAMPLE, SAMPLE_SEAL } from '../../support/typeset-content.ts';

const AGREES = { agrees: true };
const RIGHT_TO_LEFT = /[\p{Script=Arabic}،]/gu;

/** Without white space, and without the letters whose order the two readers are free to choose. */
function leftToRight(pages: readonly string[]): readonly string[] {
  return pages.map((page) => page.replace(/\s/g, '').replace(RIGHT_TO_LEFT, ''));
}

function withTexts(name: string, address: string): ConfirmationContent {
  const outlets = SAMPLE.outlets.map((outlet) => ({ ...outlet, provider: name, address }));
  return { ...SAMPLE, exporter: { ...SAMPLE.exporter, name }, outlets };
}

describe('agrees with pdf.js and with the data', () => {
  test.each([
    ['1 vehicle', manyVehicles(1)],
    ['3 vehicles', manyVehicles(3)],
    ['40 vehicles', manyVehicles(40)],
    ['three languages', inLanguages(manyVehicles(3), DOCUMENT_LANGUAGES)],
    ['Chinese alone', inLanguages(manyVehicles(1), ['zh'])],
    ['Arabic, three languages', inLanguages(withTexts('شركة الاختبار', 'شارع الاختبار 204، دبي'), DOCUMENT_LANGUAGES)],
    ['no TEST document', { ...SAMPLE, test: false }],
    ['Arabic', withTexts('شركة الاختبار لخدمات السيارات 15 المحدودة', 'شارع الاختبار 204، دبي، الإمارات')],
    ['Kazakh and Russian', withTexts('ТОО «Тест Қазақстан»', 'Өскемен қ., Қабанбай батыр көш., 11А, №3')],
    ['full-width', withTexts('远帆（测试）贸易有限公司ＡＢＣ１２３', '北京市　朝阳区１２号')],
    ['long names', withTexts('Very long exporter name '.repeat(8).trim(), '星河测试'.repeat(30))],
    ['ligatures and marks', withTexts('Office affluent ﬁne Café Żółć Nguyễn', 'Straße “x” 1–2 — 3-4; A\u00a0B')],
  ])('%s', async (_, content) => {
    const { pdf } = await makeDocument({ content, seal: { ...SAMPLE_SEAL, test: content.test }, signatureBytes: 3000 });
    const own = readTypesetText(pdf);
    const theirs = await readPageText(pdf);
    expect(leftToRight(own)).toEqual(leftToRight(theirs));
    expect(compareWithPages(content, own)).toEqual(AGREES);
    expect(compareWithPages(content, theirs)).toEqual(AGREES);
  });
});

describe('finds every fact that the pages change', () => {
  const [vehicle] = manyVehicles(2).vehicles.slice(1);
  const [outlet] = manyVehicles(2).outlets;
  if (vehicle === undefined || outlet === undefined) throw new Error('no sample');
  const content = manyVehicles(2);
  const shown = readTypesetText(typesetConfirmation(content).pdf);
  const row = (change: Partial<typeof vehicle>) => ({
    vehicles: content.vehicles.map((other) => (other.line === vehicle.line ? { ...other, ...change } : other)),
  });
  const place = (change: Partial<typeof outlet>) => ({
    outlets: content.outlets.map((other) => (other.id === outlet.id ? { ...other, ...change } : other)),
  });
  const changes: readonly (readonly [string, Partial<ConfirmationContent>])[] = [
    ['number', { number: 'ASC-XHM-2026-0000777K' }],
    ['issue-date', { issuedAt: '2026-02-09T02:00:00.000Z' }],
    // The number on the pages is then neither the document's nor that of the one it replaces.
    ['number', { supersedes: 'ASC-XHM-2026-0000009Z' }],
    ['manufacturer-name-zh', { manufacturer: { ...content.manufacturer, nameZh: '另一测试汽车制造有限公司' } }],
    ['manufacturer-name-en', { manufacturer: { ...content.manufacturer, nameEn: 'Another Maker' } }],
    ['manufacturer-uscc', { manufacturer: { ...content.manufacturer, uscc: '91310000TEST000099' } }],
    ['announcement', { manufacturer: { ...content.manufacturer, announcement: 'TEST-2026-0009' } }],
    ['exporter-name', { exporter: { ...content.exporter, name: '近帆测试国际贸易有限公司' } }],
    ['exporter-uscc', { exporter: { ...content.exporter, uscc: '91440300TEST000099' } }],
    ['application-date', { applicationDate: '2026-03-09' }],
    ['vin', row({ vin: '1M8GDM9AXKP199999' })],
    ['brand', row({ brand: '别的' })],
    ['model', row({ model: 'OTHER MODEL' })],
    ['first-registration', row({ firstRegistration: '2026-01-09' })],
    ['transfer-for-export', row({ transferForExport: '2026-01-29' })],
    ['destination', row({ destination: 'AE' })],
    ['last-day-needed', row({ lastDayNeeded: '2026-06-29' })],
    ['vehicle-outlet', row({ outlets: ['ru-test-9'] })],
    ['outlet-name', place({ name: 'Another name' })],
    ['outlet-provider', place({ provider: 'Иное общество' })],
    ['outlet-address', place({ address: 'Elsewhere 1' })],
    ['outlet-phone', place({ phone: '+000 (00) 999-99-99' })],
  ];

  test('the unchanged content agrees', () => expect(compareWithPages(content, shown)).toEqual(AGREES));
  test.each(changes)('%s', (fact, change) => {
    expect(compareWithPages({ ...content, ...change }, shown)).toMatchObject({ agrees: false, difference: { fact } });
  });
});

describe('finds every word that the pages of a document in three languages change', () => {
  const content = inLanguages(manyVehicles(12), DOCUMENT_LANGUAGES);
  const shown = readTypesetText(typesetConfirmation(content).pdf);
  const named = (change: Readonly<Record<string, string>>) => ({
    destinations: content.destinations.map((name) => (name.code === 'RU' ? { ...name, ...change } : name)),
  });
  const line = (at: number, change: object) => ({
    vehicles: content.vehicles.map((vehicle) => (vehicle.line === at ? { ...vehicle, ...change } : vehicle)),
  });
  const outlet = (change: object) => ({
    outlets: content.outlets.map((other, index) => (index === 2 ? { ...other, ...change } : other)),
  });
  test.each<[string, Partial<ConfirmationContent>]>([
    ['destination', named({ zh: '白俄罗斯' })],
    ['destination', named({ en: 'Belarus' })],
    ['destination', named({ ru: 'Беларусь' })],
    ['destination', inLanguages(content, ['zh', 'ru'])],
    // Line 10 is exempt, line 11 not needed, line 12 neither.
    ['last-day-needed', line(10, { lastDayNeeded: '2026-06-30' })],
    ['last-day-needed', line(11, { needed: null, lastDayNeeded: null })],
    ['last-day-needed', line(12, { needed: false })],
    ['outlet-country', outlet({ id: 'ae-test-2' })],
    ['outlet-country', { outlets: content.outlets.toReversed().map((other) => ({ ...other, country: 'RU' })) }],
    ['outlet-name', outlet({ name: 'Xinghe Service RU (TEST)' })],
    ['outlet-provider', outlet({ provider: 'شركة أخرى' })],
    ['outlet-phone', outlet({ phone: '+000 (00) 000-00-02' })],
    ['outlet-services', outlet({ services: ['repair'] })],
    ['verify-address', { verifyAt: 'https://verify.example/another' }],
  ])('%s', (fact, change) => {
    expect(compareWithPages(content, shown)).toEqual(AGREES);
    expect(compareWithPages({ ...content, ...change }, shown)).toMatchObject({ agrees: false, difference: { fact } });
  });

  test('an address that one page lacks', () => {
    const pages = shown.map((page, index) =>
      index === 1 ? page.replaceAll(/verify\s*\.\s*example/g, 'other.example') : page,
    );
    expect(compareWithPages(content, pages)).toMatchObject({ difference: { fact: 'verify-address' } });
  });
});

test('makeCheckedDocument makes what makeDocument makes', async () => {
  const request = { content: SAMPLE, seal: SAMPLE_SEAL, signatureBytes: 3000 };
  expect(await makeCheckedDocument(request)).toMatchObject({ kind: 'made', document: await makeDocument(request) });
});

const CMAP =
  '1 begincodespacerange <0000> <FFFF> endcodespacerange 2 beginbfchar <0001> <0041> <0002> <0042> endbfchar';
const TYPE0 = '<</Type/Font/Subtype/Type0/Encoding/Identity-H/DescendantFonts[6 0 R]/ToUnicode 5 0 R>>';

/** One page with the font /f0 and the form /x0. */
function pageOf(content: string, font = TYPE0, form = '/Subtype/Form/Resources 8 0 R'): Uint8Array {
  return new PdfWriter()
    .object(1, '<</Type/Catalog/Pages 2 0 R>>')
    .object(2, '<</Type/Pages/Kids[3 0 R]/Count 1>>')
    .object(3, '<</Type/Page/Parent 2 0 R/Contents 7 0 R/Resources 8 0 R>>')
    .object(4, font)
    .stream(5, '', CMAP)
    .object(6, '<</Type/Font/Subtype/CIDFontType2>>')
    .stream(7, '', content)
    .object(8, '<</Font<</f0 4 0 R>>/XObject<</x0 9 0 R>>>>')
    .stream(9, form, 'BT /f0 9 Tf <0002> Tj ET')
    .table()
    .bytes();
}

const shows = (before: string, codes = '<0001>') => `q ${before} BT /f0 9 Tf ${codes} Tj ET Q`;

test.each<[string, string, string]>([
  ['a hexadecimal string', shows(''), '\nA'],
  ['a literal string with escapes', shows('', '(\\000\\001\\0\\2)'), '\nAB'],
  ['an array with distances', 'BT /f0 9 Tf [<0001> -12.5 <0002>] TJ ET', '\nAB'],
  ['lines', "BT /f0 9 Tf (\\0\\1) Tj T* <0002> Tj <0001> ' ET", '\nA\nB\nA'],
  ['a form', `${shows('')} /x0 Do`, '\nA\nB'],
  ['glyphs, whatever /ActualText says', `/Span <</ActualText (Z)>> BDC ${shows('')} EMC`, '\nA'],
  ['grey text', shows('0.5 g'), '\nA'],
  ['a clip that is over', `q 0 0 9 9 re W n Q ${shows('')}`, '\nA'],
])('reads %s', (_, content, text) => {
  expect(readTypesetText(pageOf(content))).toEqual([text]);
});

describe('refuses what it does not understand', () => {
  test.each<[string, string]>([
    ['invisible text', shows('3 Tr')],
    ['text that only clips', shows('7 Tr')],
    ['white text', shows('1 1 1 rg')],
    ['clipped text', shows('0 0 1 1 re W n')],
    ['a graphics state that may make it transparent', shows('/g0 gs')],
    ['text in a pattern', shows('/Pattern cs /p0 scn')],
    ['text without size', 'BT /f0 0 Tf <0001> Tj ET'],
    ['text without font', 'BT <0001> Tj ET'],
    ['text outside a text object', '/f0 9 Tf <0001> Tj'],
    ['a font that is not there', 'BT /f9 9 Tf <0001> Tj ET'],
    ['a glyph without text', shows('', '<0003>')],
    ['half a code', shows('', '<000102>')],
    ['an inline image', 'BI /W 1 ID x EI'],
    ['an unknown operator', 'XX'],
    ['Q without q', 'Q'],
    ['q without Q', 'q'],
    ['a text object without end', 'BT'],
    ['operands without operator', '1 2'],
  ])('%s', (_, content) => {
    expect(() => readTypesetText(pageOf(content))).toThrow(expect.objectContaining({ code: 'file-malformed' }));
  });

  test.each<[string, string]>([
    ['no ToUnicode', TYPE0.replace('/ToUnicode 5 0 R', '')],
    ['another encoding', TYPE0.replace('Identity-H', 'UniGB-UCS2-H')],
    ['a simple font', TYPE0.replace('Type0', 'TrueType')],
    ['no descendant', TYPE0.replace('[6 0 R]', '[]')],
  ])('a font with %s', (_, font) => {
    expect(() => readTypesetText(pageOf(shows(''), font))).toThrow(expect.objectContaining({ code: 'file-malformed' }));
  });

  test('a form within itself', () => {
    const pdf = pageOf('/x0 Do', TYPE0).slice();
    const text = new TextDecoder('latin1').decode(pdf).replace('BT /f0 9 Tf <0002> Tj ET', '/x0 Do                  ');
    expect(() => readTypesetText(Uint8Array.from(text, (char) => char.charCodeAt(0)))).toThrow(
      expect.objectContaining({ code: 'file-malformed' }),
    );
  });

  test('every cut of a document', () => {
    const { pdf } = typesetConfirmation(SAMPLE);
    for (const part of [0.1, 0.5, 0.9, 0.999])
      expect(() => readTypesetText(pdf.subarray(0, Math.floor(pdf.length * part)))).toThrow(
        expect.objectContaining({ name: 'PdfReadError' }),
      );
  });
});
