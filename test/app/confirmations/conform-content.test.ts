import { describe, expect, test } from '@jest/globals';
import { canonicalJson } from '#core/confirmation/canonical-json.ts';
import type { ConfirmationContent } from '#core/confirmation/confirmation.ts';
import { formatConfirmationNumber } from '#core/confirmation/confirmation-number.ts';
import { conformContent } from '../../../server/app/confirmations/conform-content.ts';
import { conformFile } from '../../../server/app/confirmations/conform-file.ts';
import { CONTENT as SAMPLE, VIN } from '../../support/perfect-evidence.ts';

const NUMBER = formatConfirmationNumber({ makerCode: 'XHM', year: 2026, sequence: 12 });
const CONTENT: ConfirmationContent = { ...SAMPLE, number: NUMBER };
const [first, second] = CONTENT.vehicles;
const withFirst = (change: object) => ({ ...CONTENT, vehicles: [{ ...first, ...change }, second] });
const told = (value: unknown) => conformContent(value).problems.map(({ pointer, code }) => `${pointer} ${code}`);
const bytes = (text: string) => new TextEncoder().encode(text);

test('the sample conforms', () => {
  expect(conformContent(CONTENT)).toEqual({ problems: [], warnings: [], isComplete: true });
});

describe('what the shape cannot say', () => {
  test.each<[string, unknown, readonly string[]]>([
    ['a number', { ...CONTENT, number: NUMBER.replace('XHM', 'XHN') }, ['/number number-mistyped']],
    ['a number in another spelling', { ...CONTENT, number: NUMBER.toLowerCase() }, ['/number number-mistyped']],
    ['what it supersedes', { ...CONTENT, supersedes: 'ASC' }, ['/supersedes number-mistyped']],
    [
      'credit codes',
      { ...CONTENT, exporter: { ...CONTENT.exporter, uscc: 'O' } },
      ['/exporter/uscc uscc-length', '/exporter/uscc uscc-characters'],
    ],
    ['a check digit', withFirst({ vin: `${VIN.slice(0, 16)}9` }), ['/vehicles/0/vin vin-check-digit']],
    ['a VIN twice', withFirst({ vin: second?.vin }), ['/vehicles/1/vin vin-repeated']],
    [
      'the languages',
      { ...CONTENT, languages: ['ru', 'en'] },
      [
        '/languages languages-without-chinese',
        '/languages not-valid',
        '/destinations/0/ru required',
        '/destinations/1/ru required',
      ],
    ],
    ['a language', { ...CONTENT, languages: ['zh', 'kk'] }, ['/languages/1 not-valid']],
    ['a line', withFirst({ line: 7 }), ['/vehicles/0/line line-wrong']],
    [
      'a destination',
      withFirst({ destination: 'XX' }),
      [
        '/vehicles/0/destination destination-not-named',
        '/vehicles/0/outlets/0 outlet-elsewhere',
        '/vehicles/0/destination country-unknown',
      ],
    ],
    ['an outlet', withFirst({ outlets: ['nowhere'] }), ['/vehicles/0/outlets/0 outlet-unknown']],
    ['the day counts', withFirst({ lastDayNeeded: '2026-07-01' }), ['/vehicles/0/lastDayNeeded day-count-wrong']],
    [
      'the threshold',
      { ...CONTENT, rule: { ...CONTENT.rule, thresholdDays: 9 } },
      ['/rule/thresholdDays day-count-wrong'],
    ],
    [
      'the order of dates',
      withFirst({ transferForExport: '2025-12-31', needed: false, lastDayNeeded: null }),
      ['/vehicles/0/transferForExport transfer-before-registration'],
    ],
  ])('%s', (_name, value, problems) => expect(told(value)).toEqual(problems));

  test('is judged of whatever has its type, also where the shape is wrong', () => {
    const value = {
      ...{ ...CONTENT, colour: 'red', issuedAt: 'yesterday', number: 'ASC' },
      vehicles: [{ ...first, vin: 'IM8GDM9AXKPO42788', brand: '' }, 'none'],
    };
    expect(told(value).toSorted()).toEqual([
      '/colour unknown-field',
      '/issuedAt not-valid',
      '/number number-mistyped',
      '/vehicles/0/brand required',
      '/vehicles/0/vin vin-characters',
      '/vehicles/1 not-valid',
    ]);
    expect(conformContent(value).isComplete).toBe(false);
  });

  test.each([null, [], 'text', 7, {}, { vehicles: {} }])('%j is refused without a fault', (value) => {
    expect(conformContent(value).problems.length).toBeGreaterThan(0);
  });

  test('a check digit that need not be there is a warning', () => {
    const { problems, warnings } = conformContent(withFirst({ vin: `W${VIN.slice(1)}` }));
    expect([problems, warnings.map(({ code }) => code)]).toEqual([[], ['vin-check-digit']]);
  });
});

describe('a file', () => {
  const codes = (file: Uint8Array) => conformFile(file).problems.map(({ code }) => code);

  test('of JSON, laid out as it may be', () => {
    expect(conformFile(bytes(canonicalJson(CONTENT)))).toEqual({ problems: [], warnings: [], isComplete: true });
    const { problems, warnings } = conformFile(bytes(JSON.stringify(CONTENT, null, 2)));
    expect([problems, warnings.map(({ code }) => code)]).toEqual([[], ['json-not-canonical']]);
  });

  test.each([
    ['nothing', bytes('')],
    ['no JSON', bytes('{')],
    ['not UTF-8', new Uint8Array([0x22, 0xff, 0x22])],
    ['a lone surrogate', bytes('"\\ud800"')],
    ['too much', new Uint8Array(4 * 1024 * 1024 + 1)],
  ])('of %s', (_name, file) => expect(codes(file)).toEqual(['json-malformed']));

  test('that is no PDF within', () => expect(codes(bytes('%PDF-1.7\nnothing'))).toEqual(['pdf-not-readable']));
});
