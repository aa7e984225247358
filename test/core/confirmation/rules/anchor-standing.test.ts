import { expect, it } from '@jest/globals';
import { anchorStanding } from '#core/confirmation/rules/anchor-standing.ts';

const ALWAYS = { status: 'active', from: null, until: null } as const;
const MARCH = { status: 'active', from: '2026-03-01', until: '2026-03-31' } as const;

it.each([
  ['in-force', ALWAYS, '2026-01-01T00:00:00Z'],
  ['suspended', { ...ALWAYS, status: 'suspended' }, '2026-01-01T00:00:00Z'],
  ['suspended', { ...MARCH, status: 'suspended' }, '2027-01-01T00:00:00Z'],
  ['not-in-force', MARCH, '2026-02-28T15:59:59Z'],
  ['in-force', MARCH, '2026-02-28T16:00:00Z'],
  ['in-force', MARCH, '2026-03-31T15:59:59Z'],
  ['not-in-force', MARCH, '2026-03-31T16:00:00Z'],
] as const)('%s: %j at %s (days of Asia/Shanghai, both ends count)', (standing, anchor, at) => {
  expect(anchorStanding(anchor, at)).toBe(standing);
});
