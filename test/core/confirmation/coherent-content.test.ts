import { expect, test } from '@jest/globals';
import { isCoherent } from '#core/confirmation/coherent-content.ts';
import type { ConfirmationContent, ConfirmedVehicle } from '#core/confirmation/confirmation.ts';
import { CONTENT } from '../../support/perfect-evidence.ts';

const [first, second] = CONTENT.vehicles as unknown as readonly [ConfirmedVehicle, ConfirmedVehicle];
const withFirst = (change: Partial<ConfirmedVehicle>): Partial<ConfirmationContent> => ({
  vehicles: [{ ...first, ...change }, second],
});

test('data by a version of the rule that is not known here make sense, as far as can be told', () => {
  const rule = { id: 'export-180-days/2099-01-01', thresholdDays: 200 };
  expect(isCoherent({ ...CONTENT, rule })).toBe(true);
});

test('the sample makes sense', () => expect(isCoherent(CONTENT)).toBe(true));

const inRussian = CONTENT.destinations.map((name) => ({ ...name, ru: 'Страна' }));

test.each<[string, Partial<ConfirmationContent>]>([
  ['in three languages', { languages: ['zh', 'en', 'ru'], destinations: inRussian }],
  ['in Chinese and Russian', { languages: ['zh', 'ru'], destinations: inRussian }],
  ['in the languages of those who name none', { languages: ['zh', 'en'] }],
])('data %s make sense', (_, change) => expect(isCoherent({ ...CONTENT, ...change })).toBe(true));

test.each<[string, Partial<ConfirmationContent>]>([
  ['no Chinese', { languages: ['en'] }],
  ['languages in another order', { languages: ['en', 'zh'] }],
  ['a language twice', { languages: ['zh', 'en', 'en'] }],
  ['Russian without the names in it', { languages: ['zh', 'en', 'ru'] }],
  ['Russian names that are not printed', { destinations: inRussian }],
  ['no vehicle', { vehicles: [] }],
  ['a VIN twice', withFirst({ vin: second.vin })],
  ['lines out of order', { vehicles: [second, first] }],
  ['no such date', withFirst({ firstRegistration: '2026-02-30' })],
  ['no such transfer date', withFirst({ transferForExport: 'x' })],
  ['no such last day', withFirst({ lastDayNeeded: '' })],
  ['no such instant', { issuedAt: '' }],
  ['no such application date', { applicationDate: '2026-02-30' }],
  ['another last day than the rule gives', withFirst({ lastDayNeeded: '2026-07-01' })],
  ['a last day for an exempt vehicle', withFirst({ transferForExport: '2025-12-31' })],
  ['a need that nobody asked about', withFirst({ needed: true })],
  ['another threshold than the rule has', { rule: { ...CONTENT.rule, thresholdDays: 181 } }],
  ['a destination without a name', { destinations: [] }],
  ['no outlet', withFirst({ outlets: [] })],
  ['an unknown outlet', withFirst({ outlets: ['KZ-99'] })],
  ['an outlet in another country', withFirst({ outlets: ['KG-01'] })],
])('%s does not', (_, change) => expect(isCoherent({ ...CONTENT, ...change })).toBe(false));
