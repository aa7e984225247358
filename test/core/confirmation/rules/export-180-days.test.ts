import { describe, expect, test } from '@jest/globals';
import {
  EXPORT_RULES,
  exportRuleById,
  exportRuleOn,
  needForConfirmation,
} from '#core/confirmation/rules/export-180-days.ts';

const need = (firstRegistration: string, applicationDate: string | null, transferForExport: string | null = null) =>
  needForConfirmation({ firstRegistration, transferForExport, applicationDate });

describe('the 180-day rule', () => {
  test.each([
    ['2026-01-01', '2026-01-01', true, 'within-threshold'],
    ['2026-01-01', '2026-06-29', true, 'within-threshold'],
    ['2026-01-01', '2026-06-30', true, 'within-threshold'],
    ['2026-01-01', '2026-07-01', false, 'beyond-threshold'],
    ['2026-01-01', '2025-12-31', false, 'rule-not-in-force'],
    ['2026-03-01', '2026-02-28', true, 'application-before-registration'],
    ['2025-06-30', '2025-12-27', false, 'rule-not-in-force'],
    ['2025-07-05', '2026-01-01', true, 'within-threshold'],
    ['2025-07-04', '2026-01-01', false, 'beyond-threshold'],
  ] as const)('registered %s, applied %s: needed %s', (registered, applied, needed, reason) => {
    expect(need(registered, applied)).toMatchObject({ needed, reason });
  });

  test.each([
    ['2026-01-01', '2026-06-30'],
    ['2027-09-01', '2028-02-28'],
    ['2027-09-02', '2028-02-29'],
    ['2027-09-03', '2028-03-01'],
    ['2028-02-29', '2028-08-27'],
    ['2026-12-31', '2027-06-29'],
  ])('registered %s: needed through %s, over leap days and year ends', (registered, lastDay) => {
    expect(need(registered, null)).toMatchObject({
      needed: 'unknown',
      lastDayNeeded: lastDay,
      reason: 'application-date-unknown',
    });
    expect(need(registered, lastDay).needed).toBe(true);
  });

  test('a transfer before the rule exempts, one on its first day does not', () => {
    expect(need('2025-12-01', '2026-02-01', '2025-12-31')).toMatchObject({
      needed: false,
      lastDayNeeded: null,
      reason: 'transferred-before-rule',
    });
    expect(need('2025-12-01', '2026-02-01', '2026-01-01')).toMatchObject({ needed: true });
  });

  test('threshold and inclusivity are data', () => {
    const rule = { ...EXPORT_RULES[0], thresholdDays: 90, inclusive: false };
    const asked = { firstRegistration: '2026-01-01', transferForExport: null };
    expect(needForConfirmation({ ...asked, applicationDate: '2026-03-31' }, rule)).toMatchObject({
      needed: true,
      lastDayNeeded: '2026-03-31',
    });
    expect(needForConfirmation({ ...asked, applicationDate: '2026-04-01' }, rule).needed).toBe(false);
  });

  test('versions are found by day and by id', () => {
    expect(exportRuleOn('2026-01-01')).toBe(EXPORT_RULES[0]);
    expect(exportRuleOn('2020-01-01')).toBe(EXPORT_RULES[0]);
    expect(exportRuleById(EXPORT_RULES[0].id)).toBe(EXPORT_RULES[0]);
    expect(exportRuleById('other')).toBeNull();
  });
});
