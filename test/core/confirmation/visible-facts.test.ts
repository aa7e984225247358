import { describe, expect, test } from '@jest/globals';
import type { ConfirmationContent } from '#core/confirmation/confirmation.ts';
import { compareWithPages, type FactName, visibleFacts } from '#core/confirmation/visible-facts.ts';
import { CONTENT, madeUpVin, OTHER_VIN, pagesOf, VIN } from '../../support/perfect-evidence.ts';

const PAGES = pagesOf(CONTENT);
const edited = (from: string | RegExp, to: string) => PAGES.map((page) => page.replaceAll(new RegExp(from, 'g'), to));
const grouped = (vin: string) => `${vin.slice(0, 3)} ${vin.slice(3, 9)} ${vin.slice(9)}`;

/** `content` with its first vehicle changed. */
function withFirstVehicle(change: Partial<ConfirmationContent['vehicles'][number]>): ConfirmationContent {
  return {
    ...CONTENT,
    vehicles: CONTENT.vehicles.map((vehicle, at) => (at === 0 ? { ...vehicle, ...change } : vehicle)),
  };
}

describe('compareWithPages', () => {
  test('agrees, with breaks in cells, grouped VINs, repeated heads and footers', () => {
    expect(compareWithPages(CONTENT, PAGES)).toEqual({ agrees: true });
  });

  test('agrees over compatibility forms, hyphens and invisible marks', () => {
    const disguised = PAGES.map((page) =>
      page.normalize('NFKC').replaceAll('-', '\u2011').replaceAll('2026', '２０２６\u200b'),
    );
    expect(compareWithPages(CONTENT, disguised)).toEqual({ agrees: true });
  });

  test('agrees over words that a reader gives in another order, right to left', () => {
    const name = 'مركز شينغهي لخدمة الإمارات (دبي)';
    const outlets = CONTENT.outlets.map((outlet, at) => (at === 0 ? { ...outlet, name } : outlet));
    const content = { ...CONTENT, outlets };
    const pages = pagesOf(content).map((page) => page.replace(name, '(دبي) اإلمارات لخدمة شينغهي مركز'));
    expect(compareWithPages(content, pages)).toEqual({ agrees: true });
    expect(
      compareWithPages(
        content,
        pages.map((page) => page.replace('دبي', 'قطر')),
      ),
    ).toMatchObject({ agrees: false });
  });

  test.each<[string, readonly string[], FactName]>([
    ['no pages', [], 'number'],
    ['a VIN missing', edited(grouped(OTHER_VIN), ''), 'vin'],
    ['a VIN twice', edited('二、', `${OTHER_VIN} 二、`), 'vin'],
    ['a strange VIN', edited('二、', `${madeUpVin(99)} 二、`), 'vin'],
    ['two VINs swapped', PAGES.map((page) => swap(page, grouped(VIN), grouped(OTHER_VIN))), 'vin'],
    ['another line number', edited(`2 ${grouped(OTHER_VIN)}`, `3 ${grouped(OTHER_VIN)}`), 'line'],
    ['models swapped', PAGES.map((page) => swap(page, '\n480TEST', '\n490TEST')), 'model'],
    ['another registration', edited('2026-01-05', '2026-01-06'), 'first-registration'],
    ['another transfer', edited('2026-01-20', '2026-01-21'), 'transfer-for-export'],
    ['another destination', edited('KZ 哈萨克斯坦', 'RU 俄罗斯'), 'destination'],
    ['another last day', edited('2026-07-04', '2026-08-04'), 'last-day-needed'],
    ['another outlet for the vehicle', edited('07-04 KG-01', '07-04 KZ-01'), 'vehicle-outlet'],
    ['another number', edited(CONTENT.number, 'ASC-XHM-2026-0000013H'), 'number'],
    ['a second number', edited('二、', 'ASC-XHM-2026-0000013H 二、'), 'number'],
    ['another date of issue', edited('2026-02-03', '2026-02-04'), 'issue-date'],
    ['another manufacturer', edited('星河测试汽车制造', '星河测试汽车销售'), 'manufacturer-name-zh'],
    ['another manufacturer in English', edited('Xinghe Test', 'Xinhe Test'), 'manufacturer-name-en'],
    ['another exporter', edited('远帆', '近帆'), 'exporter-name'],
    ['another exporter code', edited(CONTENT.exporter.uscc, '91440300TEST000029'), 'exporter-uscc'],
    ['another outlet name', edited('Almaty', 'Astana'), 'outlet-name'],
    ['another outlet address', edited('Тестовая, 2', 'Тестовая, 3'), 'outlet-address'],
    ['another outlet phone', edited('000 00 01', '000 00 09'), 'outlet-phone'],
  ])('%s', (_, pages, fact) => {
    expect(compareWithPages(CONTENT, pages)).toMatchObject({ agrees: false, difference: { fact } });
  });

  test('the superseded number may stand there, and must', () => {
    const content = { ...CONTENT, supersedes: 'ASC-XHM-2026-0000013H' };
    expect(compareWithPages(content, pagesOf(content))).toEqual({ agrees: true });
    expect(compareWithPages(content, PAGES)).toMatchObject({ difference: { fact: 'supersedes' } });
  });

  test('a fact of the last row does not count when it stands far behind the table', () => {
    const content = withFirstVehicle({});
    const pages = edited('2026-07-04', '').map((page, at) =>
      at === 1 ? `${page}${'。'.repeat(2000)}2026-07-04` : page,
    );
    expect(compareWithPages(content, pages)).toMatchObject({ difference: { fact: 'last-day-needed', line: 2 } });
  });

  test('words of 17 capitals and codes that are no VIN do not disturb', () => {
    const pages = [...PAGES, 'ABCDEFGHJKLMNPRST 91350100M000100Y43 a1b2c3d4e5f6a7b8c9'];
    expect(compareWithPages(CONTENT, pages)).toEqual({ agrees: true });
  });

  test('what looks like a VIN in an address of the data does not disturb either', () => {
    const outlets = CONTENT.outlets.map((outlet) => ({
      ...outlet,
      address: `P.O. Box 12345678901234567, ${outlet.name}`,
    }));
    const content = { ...CONTENT, outlets };
    expect(compareWithPages(content, pagesOf(content))).toEqual({ agrees: true });
  });

  test.each([
    ['letters drawn in parts, each of which says the whole', 'GÜVENLİ', 'GÜVENLİİ', 'GÜVENLA'],
    ['a part that says another letter with its mark', 'ŠČ', 'SŠCŠ', 'SŠDŠ'],
    ['a plain letter whose glyph was first seen with a mark', 'İ VIN', 'İİ VİN', 'İİ WİN'],
    ['mirrored brackets', 'A (TEST)', 'A )TEST(', 'A )TESD('],
    ['two words from right to left', 'شركة النور', 'النور شركة', 'النور شركت'],
    ['digits among words from right to left', 'طراز 2026', '2026 طراز', '2062 طراز'],
  ])('%s', (_, model, seen, other) => {
    const content = withFirstVehicle({ model });
    const from = `${model.slice(0, 4)}\n${model.slice(4)}`;
    const showing = (text: string) => pagesOf(content).map((page) => page.replace(from, text));
    expect(compareWithPages(content, showing(seen))).toEqual({ agrees: true });
    expect(compareWithPages(content, showing(other))).toMatchObject({ agrees: false, difference: { line: 1 } });
  });

  test('a thousand vehicles', () => {
    const [first] = CONTENT.vehicles;
    const vehicles = Array.from({ length: 1000 }, (_, at) => ({ ...first, line: at + 1, vin: madeUpVin(at) }));
    const content = { ...CONTENT, vehicles } as ConfirmationContent;
    const pages = pagesOf(content);
    expect(compareWithPages(content, pages)).toEqual({ agrees: true });
    const strange = pages.map((page) => page.replace(grouped(madeUpVin(700)), grouped(madeUpVin(1700))));
    expect(compareWithPages(content, strange)).toMatchObject({ difference: { fact: 'vin', line: 701 } });
  });
});

test('visibleFacts names every text that must be printed, rows in the order of their cells', () => {
  const facts = visibleFacts(CONTENT);
  expect(facts[0]).toEqual({ name: 'number', line: null, text: CONTENT.number });
  expect(facts.filter(({ line }) => line === 1).map(({ name }) => name)).toEqual([
    'line',
    'vin',
    'brand',
    'model',
    'first-registration',
    'transfer-for-export',
    'destination',
    'last-day-needed',
    'vehicle-outlet',
  ]);
  expect(facts.filter(({ line }) => line === 2).map(({ name }) => name)).not.toContain('transfer-for-export');
});

function swap(text: string, one: string, other: string): string {
  return text.replaceAll(one, '\u0000').replaceAll(other, one).replaceAll('\u0000', other);
}
