import { expect, test } from '@jest/globals';
import { entitledToVin } from '#core/confirmation/rules/manufacturer-entitlement.ts';

const WMIS = [
  { wmi: 'LXH', from: '2024-01-01', until: '2025-12-31' },
  { wmi: 'LXJ', from: '2026-01-01', until: null },
  { wmi: 'LA9123', from: '2026-01-01', until: null },
  { wmi: 'LB9', from: '2026-01-01', until: null },
];

test.each([
  ['LXHABC120TA000001', '2025-12-31', 'LXH'],
  ['LXHABC120TA000001', '2026-01-01', null],
  ['LXHABC120TA000001', '2023-12-31', null],
  ['LXJABC120TA000001', '2026-01-01', 'LXJ'],
  ['LA9ABC120TA123456', '2026-02-01', 'LA9123'],
  ['LA9ABC120TA124456', '2026-02-01', null],
  ['LB9ABC120TA123456', '2026-02-01', null],
])('%s on %s: %s', (vin, on, wmi) => expect(entitledToVin(WMIS, vin, on)?.wmi ?? null).toBe(wmi));
