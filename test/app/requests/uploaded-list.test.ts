/** A list of sixty vehicles with five faults, from the uploaded file to the request that is submitted. */

import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { expectDone } from '../../support/actors.ts';
import { openTestInstall, type TestInstall } from '../../support/install.ts';
import { addPeoplesOrganisations, REQUESTER } from '../../support/request-people.ts';
import { type TestCell, workbook } from '../../support/xlsx.ts';

let install: TestInstall;
beforeAll(async () => {
  install = await openTestInstall();
  await addPeoplesOrganisations(install.folder);
});
afterAll(() => install.dispose());

const HEAD = ['序号', '车架号', '品牌', '型号', '初次登记日期', '转让登记待出口日期', '出口目的国', '发动机号'];
const serialOf = (date = '') => Math.round((Date.parse(date) - Date.parse('1899-12-30')) / 86_400_000);

function sheetOf(vehicles: ReturnType<TestInstall['request']>['vehicles']): TestCell[][] {
  return vehicles.map(({ vin, brand, model, firstRegistration, transferForExport }, index) => [
    ...[index + 1, vin, brand, model, { serial: serialOf(firstRegistration) }],
    ...[(transferForExport ?? '').replaceAll('-', '/'), index % 2 === 0 ? '哈萨克斯坦' : 'RUS', `E${index}`],
  ]);
}

test('names the five faults by row and column, and takes the list when they are mended', async () => {
  const { vehicles } = install.request(5_000, 60);
  const rows = sheetOf(vehicles);
  const faults: readonly (readonly [number, number, TestCell])[] = [
    [3, 1, vehicles[2]?.vin.slice(0, 16) ?? ''],
    [10, 1, vehicles[8]?.vin ?? ''],
    [20, 4, '2026-02-30'],
    [33, 6, '火星'],
    [59, 3, ''],
  ];
  const faulty = rows.map((row) => [...row]);
  for (const [line, column, cell] of faults) (faulty[line - 1] as TestCell[])[column] = cell;
  const read = expectDone(await install.requests.readVehicles(workbook([['二手车出口车辆清单'], HEAD, ...faulty])));
  expect(read.ignored).toEqual(['发动机号']);
  const asked = { form: 'form-of-sixty-vehicles', manufacturer: 'test-maker', vehicles: read.vehicles };
  const request = expectDone(await install.requests.make(asked, REQUESTER));
  expect(request.lines.map(({ row }) => row)).toEqual(rows.map((_, index) => index + 3));
  const problems = await install.requests.problemsOf(request);
  expect(problems.map(({ pointer, code }) => `${pointer} ${code}`)).toEqual([
    '/vehicles/2/vin vin-length',
    '/vehicles/9/vin vin-repeated',
    '/vehicles/19/firstRegistration date-not-valid',
    '/vehicles/32/destination country-unknown',
    '/vehicles/58/model required',
  ]);
  const mended = expectDone(await install.requests.readVehicles(workbook([HEAD, ...rows])));
  const target = { id: request.id, version: request.version, actor: REQUESTER };
  const next = expectDone(await install.requests.setContent(target, { vehicles: mended.vehicles }));
  expect(next.lines).toHaveLength(60);
  const { version } = next;
  expect(expectDone(await install.requests.submit({ ...target, version })).state).toBe('submitted');
});

test('more than a thousand vehicles, or none that is named, are refused', async () => {
  const many = new TextEncoder().encode(`VIN\n${'L0XATEST0T1000001\n'.repeat(1_001)}`);
  expect(await install.requests.readVehicles(many)).toMatchObject({ problem: { code: 'spreadsheet-too-large' } });
  const none = new TextEncoder().encode('a,b\n1,2\n');
  expect(await install.requests.readVehicles(none)).toMatchObject({
    problem: { code: 'spreadsheet-without-headings' },
  });
});

test('headings without a vehicle are refused', async () => {
  const empty = new TextEncoder().encode('VIN,Brand\n,\n');
  expect(await install.requests.readVehicles(empty)).toMatchObject({ problem: { code: 'spreadsheet-without-rows' } });
});
