import { expect, test } from '@jest/globals';
import { isCoherent } from '#core/confirmation/coherent-content.ts';
import type { ConfirmationContent, ConfirmedVehicle } from '#core/confirmation/confirmation.ts';
import { CONTENT } from '../../support/perfect-evidence.ts';

const [first, second] = CONTENT.vehicles as unknown as readonly [ConfirmedVehicle, ConfirmedVehicle];
const withFirst = (change: Partial<ConfirmedVehicle>): Partial<ConfirmationContent> => ({
  vehicles: [{ ...first, ...change }, second],
});

test('the sample makes sense', () => expect(isCoherent(CONTENT)).toBe(true));

test.each<[string, Partial<ConfirmationContent>]>([
  ['no vehicle', { vehicles: [] }],
  ['a VIN twice', withFirst({ vin: second.vin })],
  ['lines out of order', { vehicles: [second, first] }],
  ['no such date', withFirst({ firstRegistration: '2026-02-30' })],
  ['no such transfer date', withFirst({ transferForExport: 'x' })],
  ['no such last day', withFirst({ lastDayNeeded: '' })],
  ['no such instant', { issuedAt: '' }],
  ['a destination without a name', { destinations: [] }],
  ['no outlet', withFirst({ outlets: [] })],
  ['an unknown outlet', withFirst({ outlets: ['KZ-99'] })],
  ['an outlet in another country', withFirst({ outlets: ['KG-01'] })],
])('%s does not', (_, change) => expect(isCoherent({ ...CONTENT, ...change })).toBe(false));
