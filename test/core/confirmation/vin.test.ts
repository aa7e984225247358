import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  groupVin,
  inspectVin,
  modelYearPlausible,
  modelYears,
  normalizeVin,
  vinCheckCharacter,
  wmiOf,
} from '#core/confirmation/vin.ts';
import { madeUpVin } from '../../support/perfect-evidence.ts';

const TEST_VIN = '1M8GDM9AXKP042788';
const VIN_ALPHABET = 'ABCDEFGHJKLMNPRSTUVWXYZ0123456789';
const anyVin = fc
  .array(fc.constantFrom(...VIN_ALPHABET), { minLength: 17, maxLength: 17 })
  .map((characters) => characters.join(''));

describe('normalizeVin', () => {
  test.each([
    ['1m8 gdm9ax-kp042788', TEST_VIN],
    ['１Ｍ８ＧＤＭ９ＡＸＫＰ０４２７８８', TEST_VIN],
    ['\u200b1M8.GDM9AX\u00adKP0\u00a042788\ufeff', TEST_VIN],
    ['1M8‑GDM9AX–KP042788\n', TEST_VIN],
    ['', ''],
    ['1м8GDм9ахкр042788', TEST_VIN],
    ['1Μ8GDΜ9ΑΧΚΡ042788', TEST_VIN],
  ])('%j → %s', (typed, vin) => expect(normalizeVin(typed)).toBe(vin));

  test('does nothing to what is normal already', () => {
    fc.assert(
      fc.property(anyVin, (vin) => normalizeVin(vin) === vin),
      { seed: 1 },
    );
  });
});

describe('inspectVin', () => {
  test.each([TEST_VIN, '1'.repeat(17), madeUpVin(1)])('%s is right', (vin) => expect(inspectVin(vin)).toEqual([]));

  test('the check digit of public test VINs', () => {
    expect(vinCheckCharacter(TEST_VIN)).toBe('X');
    expect(vinCheckCharacter('1'.repeat(17))).toBe('1');
    expect(vinCheckCharacter('short')).toBeNull();
  });

  test('length', () => {
    expect(inspectVin(TEST_VIN.slice(1))).toMatchObject([
      { code: 'vin-length', severity: 'error', data: { length: 16 } },
    ]);
    expect(inspectVin('')).toMatchObject([{ code: 'vin-length' }]);
  });

  test('wrong characters are named with their places, and read as what they look like', () => {
    const [problem] = inspectVin('IM8GDM9AXKPO42788');
    expect(problem).toEqual({
      code: 'vin-characters',
      severity: 'error',
      data: { characters: ['I', 'O'], positions: ['1', '12'] },
      suggestions: [TEST_VIN],
    });
  });

  test.each([
    [']A0', ''],
    ['*', '*'],
    [']C1*', '*'],
    ['I', ''],
    ['*I', '*'],
    ['VIN: ', ''],
    ['VIN', ''],
  ])('what a scanner puts around it (%s…%s) is told apart', (before, after) => {
    expect(inspectVin(normalizeVin(`${before}${TEST_VIN}${after}`))).toEqual([
      { code: 'vin-scanned', severity: 'error', data: { vin: TEST_VIN }, suggestions: [TEST_VIN] },
    ]);
  });

  test('a digit that is missing or too many is no scanner’s mark', () => {
    for (const typed of [`I${TEST_VIN.slice(1)}`, `1${TEST_VIN}`, `]A${TEST_VIN}`, `${TEST_VIN}I`])
      expect(inspectVin(normalizeVin(typed)).map(({ code }) => code)).not.toContain('vin-scanned');
  });

  // Published VINs of each kind; the first begins with an H (GB 16737-2019).
  test.each(['HE9XR1C48PS083871', 'LDC613P23A1305189', 'LSJA24U62JG269225', '5YJ3E1EAXKF317231'])('%s holds', (vin) =>
    expect(inspectVin(vin)).toEqual([]),
  );

  test('no suggestion that would itself be wrong', () => {
    expect(inspectVin('IM8GDM9A0KPO42788')).toMatchObject([{ code: 'vin-characters', suggestions: [] }]);
  });

  test.each([
    ['L', 'error'],
    ['H', 'error'],
    ['1', 'error'],
    ['5', 'error'],
    ['W', 'warning'],
    ['J', 'warning'],
    ['6', 'warning'],
  ] as const)('a wrong check digit after %s is an %s', (first, severity) => {
    const vin = `${first}M8GDM9A0KP042788`;
    const wrong = vinCheckCharacter(vin) === '0' ? vin.replace('9A0', '9A1') : vin;
    expect(inspectVin(wrong)).toMatchObject([{ code: 'vin-check-digit', severity }]);
  });

  test('two swapped neighbours come back among the first suggestions', () => {
    const [problem] = inspectVin('1M8GDM9AXKP047288');
    expect(problem?.suggestions).toContain(TEST_VIN);
    expect(problem?.suggestions.length).toBeLessThanOrEqual(5);
  });

  test('every suggestion satisfies the check digit', () => {
    fc.assert(
      fc.property(anyVin, (vin) => {
        const suggestions = inspectVin(vin).flatMap((problem) => problem.suggestions);
        return suggestions.length <= 5 && suggestions.every((other) => other !== vin && inspectVin(other).length === 0);
      }),
      { seed: 2, numRuns: 500 },
    );
  });

  test('any single wrong digit in a Chinese VIN is found', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 999_999 }), fc.integer({ min: 11, max: 16 }), (serial, at) => {
        const vin = madeUpVin(serial);
        const other = vin.slice(0, at) + ((Number(vin[at]) + 1) % 10) + vin.slice(at + 1);
        return inspectVin(other).length === 1;
      }),
      { seed: 3 },
    );
  });
});

describe('the parts of a VIN', () => {
  test('a small maker’s identifier goes on in positions 12 to 14', () => {
    expect(wmiOf(TEST_VIN)).toBe('1M8');
    expect(wmiOf('LA9ABCDE1TA123456')).toBe('LA9123');
  });

  test('groups 3-6-8', () => {
    expect(groupVin(TEST_VIN)).toBe('1M8 GDM9AX KP042788');
    expect(groupVin('1M8G')).toBe('1M8 G');
  });

  test.each([
    ['A', 2010],
    ['H', 2017],
    ['J', 2018],
    ['N', 2022],
    ['P', 2023],
    ['R', 2024],
    ['S', 2025],
    ['T', 2026],
    ['V', 2027],
    ['Y', 2030],
    ['1', 2031],
    ['9', 2039],
  ])('model year %s is %i, or 30 years before', (code, year) => {
    const vin = `LXHABC120${code}A000001`;
    expect(modelYears(vin)).toEqual(expect.arrayContaining([year - 30, year]));
  });

  test.each([...'UZ0'])('%s is no model year', (code) => expect(modelYears(`LXHABC120${code}A000001`)).toEqual([]));

  test.each([
    ['LXHABC120TA000001', '2024-06-30', false],
    ['LXHABC120TA000001', '2024-07-01', true],
    ['LXHABC120TA000001', '2026-01-01', true],
    ['LXHABC120TA000001', '2030-01-01', true],
    ['LXHABC120YA000001', '2026-01-01', false],
    ['LXHABC120ZA000001', '2020-01-01', true],
    ['WXHABC120YA000001', '2026-01-01', true],
  ])('%s registered on %s: plausible %s', (vin, date, plausible) => {
    expect(modelYearPlausible(vin, date)).toBe(plausible);
  });
});
