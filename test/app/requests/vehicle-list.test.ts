/** Lists of vehicles as exporters keep them: headings in three languages, dates and countries in every form, faults by row. */

import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { OUTLET_SERVICES } from '#core/confirmation/outlet.ts';
import { readOutletList } from '../../../server/app/requests/read-outlet-rows.ts';
import { type VehicleRow, vehicleList } from '../../../server/app/requests/read-vehicle-rows.ts';
import { brandAndModel, countryOfCell, dateOfCell } from '../../../server/app/requests/vehicle-cells.ts';
import { columnOf } from '../../../server/app/requests/vehicle-columns.ts';
import { readWordTree } from '../../../server/i18n/load-words.ts';
import { flattenWords, LOCALES } from '../../../server/i18n/words.ts';
import { expectDone } from '../../support/actors.ts';

const sheet = (...rows: readonly (readonly string[])[]) => rows.map((cells, index) => ({ row: index + 1, cells }));
const VIN = 'L0XATEST0T1000001';
const vehiclesOf = (...rows: readonly (readonly string[])[]): readonly Partial<VehicleRow>[] =>
  vehicleList(sheet(...rows))?.vehicles ?? [];

describe('headings', () => {
  test.each([
    ['VIN', 'vin'],
    ['* 车架号 (VIN)', 'vin'],
    ['车辆识别代号/车架号', 'vin'],
    ['Идентификационный номер (VIN)', 'vin'],
    ['首次登记日期（YYYY-MM-DD）', 'firstRegistration'],
    ['First-registration date', 'firstRegistration'],
    ['Дата первичной регистрации', 'firstRegistration'],
    ['转让登记\n待出口日期', 'transferForExport'],
    ['进口国(地区)', 'destination'],
    ['Страна назначения', 'destination'],
    ['Make (EN)', 'brand'],
    ['品牌（英文）', 'brand'],
    ['Model (English)', 'model'],
    ['品牌型号', 'brandModel'],
  ])('%j is the column of %s', (heading, column) => {
    expect(columnOf(heading)?.replace(/En$/, '')).toBe(column);
  });

  test.each([['发动机号'], ['Mileage'], ['燃料'], ['Владелец'], ['VIN 清单'], ['toString'], ['__proto__']])(
    '%j is none',
    (heading) => {
      expect(columnOf(heading)).toBeNull();
    },
  );

  test('stand below titles; what is not taken is named, counts are not', () => {
    const list = vehicleList(
      sheet(
        ['二手车出口车辆清单', '', ''],
        ['序号', '车架号', '品牌', '发动机号', '行驶里程', '品牌'],
        ['1', VIN, 'TEST', 'E1', '12', 'x'],
        ['', '', '', 'only an engine', '', ''],
      ),
    );
    expect(list?.ignored).toEqual(['发动机号', '行驶里程', '品牌']);
    expect(list?.vehicles).toMatchObject([{ row: 3, vin: VIN, brand: 'TEST' }]);
  });

  test('merged over two rows are read as one', () => {
    const rows = vehiclesOf(
      ['车架号', '品牌', '', '型号', '', '目的国'],
      ['', '中文', '英文', '中文', '英文', ''],
      [VIN, '核印', 'TEST', '甲七', 'A7', '俄罗斯'],
      [VIN, '', 'TEST', '', 'A7', 'RUS'],
    );
    expect(rows).toMatchObject([
      { row: 3, brand: '核印', model: '甲七', destination: 'RU' },
      { row: 4, brand: 'TEST', model: 'A7', destination: 'RU' },
    ]);
  });

  test('may be absent where there are VINs and nothing else', () => {
    expect(vehiclesOf([VIN], [VIN])).toMatchObject([{ vin: VIN }, { vin: VIN }]);
    expect(vehicleList(sheet([VIN, 'TEST']))).toBeNull();
    expect(vehicleList([])).toBeNull();
  });

  test('of more vehicles than a request holds only one more is read, however many there are', () => {
    const rows = Array.from({ length: 3_000 }, () => [VIN, 'TEST', 'nowhere']);
    expect(vehiclesOf(['VIN', 'Brand', 'Destination'], ...rows)).toHaveLength(1_001);
    expect(vehiclesOf(...rows.map(([vin = '']) => [vin]))).toHaveLength(1_001);
  });
});

test.each([
  ['2026-06-01', '2026-06-01'],
  ['2026/6/1', '2026-06-01'],
  ['2026年6月1日', '2026-06-01'],
  ['1.6.2026', '2026-06-01'],
  ['20260601', '2026-06-01'],
  ['46174', '2026-06-01'],
  ['46174.5', '2026-06-01'],
  ['2026-06-01 00:00:00', '2026-06-01'],
  ['6/1/2026', '6/1/2026'],
  ['12345', '12345'],
  ['2026-02-30', '2026-02-30'],
  ['', ''],
])('the date %j is %j', (cell, date) => {
  expect(dateOfCell(cell)).toBe(date);
});

test.each([
  ['kz', 'KZ'],
  ['KAZ', 'KZ'],
  ['哈萨克斯坦', 'KZ'],
  ['阿联酋', 'AE'],
  ['Казахстан', 'KZ'],
  ['KZ 哈萨克斯坦', 'KZ'],
  ['哈萨克斯坦（KAZ）', 'KZ'],
  ['Kazakhstan (RU)', 'Kazakhstan (RU)'],
  ['Guinea Bissau', 'Guinea Bissau'],
  ['Congo (DRC)', 'Congo (DRC)'],
  ['', ''],
])('the country %j is %j', (cell, country) => {
  expect(countryOfCell(cell)).toBe(country);
});

test.each(LOCALES)('the services of outlets are read as they are called in %s', async (locale) => {
  const words = readWordTree(path.join(import.meta.dirname, '../../../templates/locales', locale));
  const texts = flattenWords(words);
  const cells = ['TEST1', 'KZ', OUTLET_SERVICES.map((service) => texts.get(`pages.services.${service}`)).join(', ')];
  const spreadsheets = {
    read: async () => ({ kind: 'read' as const, sheets: [sheet(['id', 'country', 'services'], cells)] }),
  };
  const list = expectDone(await readOutletList({ spreadsheets }, new Uint8Array()));
  expect(list.outlets).toMatchObject([{ services: OUTLET_SERVICES }]);
});

test.each([
  ['比亚迪牌BYD7150', '比亚迪', 'BYD7150'],
  ['TEST A7 Hybrid', 'TEST', 'A7 Hybrid'],
  ['BYD7150', '', 'BYD7150'],
])('make and model of %j', (cell, brand, model) => {
  expect(brandAndModel(cell)).toEqual({ brand, model });
});
