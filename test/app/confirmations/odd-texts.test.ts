import { describe, expect, test } from '@jest/globals';
import { compareWithPages } from '#core/confirmation/visible-facts.ts';
import { checkRequest } from '../../../server/app/confirmations/check-request.ts';
import { readConfirmationRequest } from '../../../server/app/confirmations/confirmation-request.ts';
import { sampleRequest } from '../../../server/development/sample-request.ts';
import { TEST_MANUFACTURER, TEST_OUTLETS } from '../../../server/development/test-manufacturer.ts';
import type { ManufacturerDirectory } from '../../../server/ports/manufacturer-directory.ts';
import type { VinHolders } from '../../../server/ports/vin-holders.ts';
import { makeDocument } from '../../../server/sealing/make-document.ts';
import { unprintableCharacters } from '../../../server/sealing/typeset/unprintable-text.ts';
import { readTypesetText } from '../../../server/sealing/typeset-text/typeset-text.ts';
import { readPageText } from '../../support/page-text.ts';
import { seededRandom } from '../../support/seeded-random.ts';
import { SAMPLE, SAMPLE_SEAL } from '../../support/typeset-content.ts';

type Texts = { readonly exporter: string; readonly brand: string; readonly model: string; readonly outlet: string };
const AGREES = { agrees: true };
const VALID = sampleRequest({ vehicles: 1, destination: 'AE', today: '2026-11-22', random: () => 7 });
const [VEHICLE] = VALID.vehicles;
const all = (text: string): Texts => ({ exporter: text, brand: text, model: text, outlet: text });

/** What the pages of a document with these texts say, compared by both readers. */
async function printedWith({ exporter, brand, model, outlet }: Texts) {
  const content = {
    ...SAMPLE,
    exporter: { ...SAMPLE.exporter, name: exporter },
    vehicles: SAMPLE.vehicles.map((vehicle) => ({ ...vehicle, brand, model })),
    outlets: SAMPLE.outlets.map((one) => ({ ...one, name: outlet, address: `${outlet}, 12` })),
  };
  const { pdf } = await makeDocument({ content, seal: SAMPLE_SEAL, signatureBytes: 3000 });
  return [compareWithPages(content, readTypesetText(pdf)), compareWithPages(content, await readPageText(pdf))];
}

/** The codes of what is wrong with a request of these texts. */
async function refusedWith({ exporter, brand, model, outlet }: Texts): Promise<readonly string[]> {
  const outlets = TEST_OUTLETS.map((one) => ({ ...one, name: outlet }));
  const directory = { manufacturer: async () => TEST_MANUFACTURER, outlets: async () => outlets };
  const deps = {
    directory: directory as unknown as ManufacturerDirectory,
    holders: { taken: async () => [] } as unknown as VinHolders,
    registry: { find: async () => null },
    unprintable: unprintableCharacters,
  };
  const vehicles = VALID.vehicles.map((vehicle) => ({ ...vehicle, brand, model }));
  const input = { ...VALID, exporter: { ...VALID.exporter, name: exporter }, vehicles };
  const context = { manufacturer: TEST_MANUFACTURER, vouchedWmis: null, today: '2026-11-22' };
  const checked = await checkRequest(deps, readConfirmationRequest(input), context);
  return checked.ok ? [] : checked.problem.fields.map((field) => `${field.pointer} ${field.code}`);
}

const PRINTED = [
  'İ VIN',
  'GÜVENLİ OTO',
  'NAKLİYECİ A.Ş.',
  'OTOMOTİV TİCARETİ LTD. ŞTİ.',
  'شركة النور',
  'النور للسيارات',
  'الاختبار ﬁ',
  'شركة الاختبار (TEST) LLC',
  'X شركة (TEST) LLC',
  'موديل 2026',
  'طراز ٢٠٢٦',
  'حي لا إله، آل مؤسسة',
  'شرکت یک ي ی ك ک',
  'سيارة الاختبار 2',
  'İŠ VIN SŚ ČÇ',
  'a\u0301 ①½ x² ﬁn',
  'Đuro Šćepan Đặng Thị Ệ',
  'ООО «Ёлка й», Қазақстан',
  'Αθήνα Ά',
  '车户戶 郎郞 品牌 İ 型号',
  'P.O. Box 12345678901234567',
  'W'.repeat(60),
];

describe('texts that can be printed', () => {
  test.each(PRINTED)('%s', async (text) => {
    expect(await refusedWith(all(text))).toEqual([]);
    expect(await printedWith(all(text))).toEqual([AGREES, AGREES]);
  });

  test('letters with marks on either side of a cell', async () => {
    const texts = { ...all('TEST'), brand: 'BYDé', model: 'éclair' };
    expect(await printedWith(texts)).toEqual([AGREES, AGREES]);
  });
});

const EVERYWHERE = ['/exporter/name', '/vehicles/0/brand', '/vehicles/0/model'];
describe('texts that are refused', () => {
  test.each<[string, string]>([
    ['हिन्दी कंपनी', 'text-not-printable'],
    ['محمّد', 'text-not-printable'],
    ['شركة الاختبار é', 'text-not-printable'],
    ['سيارة الاختبار İ 2', 'text-not-printable'],
    ['Q\u0303', 'text-not-printable'],
    ['ประเทศไทย', 'text-not-printable'],
    ['a\u202eb', 'text-not-printable'],
    ['测试\ufffd二手车出口有限公司', 'text-not-printable'],
    ['a\ufffcb', 'text-not-printable'],
    ['ASC-BYD-2026-00000017 Trading', 'text-holds-identifier'],
    ['asc ASC‑BYD – 2026-0000001 7', 'text-holds-identifier'],
    ['of 1M8GDM9AXKP042788', 'text-holds-identifier'],
    ['1M8 GDM9AX KP042788', 'text-holds-identifier'],
    [`X${VEHICLE?.vin}Y`, 'text-holds-identifier'],
  ])('%s', async (text, code) => {
    const refused = await refusedWith(all(text));
    for (const pointer of EVERYWHERE) expect(refused).toContain(`${pointer} ${code}`);
    expect(refused).toContain(`/vehicles/0/destination outlet-${code}`);
  });

  test('an identifier over two cells', async () => {
    const texts = { ...all('TEST'), brand: 'ASC-BYD-', model: '2026-00000017' };
    expect(await refusedWith(texts)).toEqual(['/vehicles/0/model text-holds-identifier']);
  });
});

test('whatever is let through agrees with its pages', async () => {
  const random = seededRandom(20261122);
  const ranges = [
    [0x20, 0x7e],
    [0xa1, 0x24f],
    [0x370, 0x3ff],
    [0x400, 0x52f],
    [0x600, 0x6ff],
    [0x4e00, 0x9fff],
    [0x2000, 0x2bff],
    [0x1e00, 0x1eff],
    [0x300, 0x36f],
  ] as const;
  const character = (): string => {
    const [first, last] = ranges[Math.floor(random() * ranges.length)] ?? ranges[0];
    return random() < 0.2 ? ' ' : String.fromCodePoint(first + Math.floor(random() * (last - first + 1)));
  };
  const text = (): string => {
    const made = Array.from({ length: 1 + Math.floor(random() * 28) }, character)
      .join('')
      .trim()
      .normalize('NFC');
    const refused = new Set(unprintableCharacters(made));
    const kept = [...made]
      .filter((one) => !refused.has(one))
      .join('')
      .trim()
      .normalize('NFC');
    return kept === '' || unprintableCharacters(kept).length > 0 ? text() : kept;
  };
  for (let round = 0; round < 60; round++) {
    const texts = { exporter: text(), brand: text(), model: text(), outlet: text() };
    expect({ texts, compared: await printedWith(texts) }).toEqual({ texts, compared: [AGREES, AGREES] });
  }
});
