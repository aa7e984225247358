import { describe, expect, test } from '@jest/globals';
import type { TrustedManufacturer } from '#core/confirmation/evidence.ts';
import { type KeyEntry, keyStanding } from '#core/confirmation/rules/key-standing.ts';

const AT = '2026-03-01T08:00:00.000Z';
const OURS = '91350200M0000TEX1H';
const THEIRS = '91350200M0000TEST2';
const maker = (uscc: string, more: Partial<TrustedManufacturer> = {}): TrustedManufacturer => ({
  code: 'XHM',
  nameZh: '星汉汽车（测试）有限公司',
  uscc,
  test: true,
  status: 'active',
  listings: [],
  wmis: [],
  registry: 'here',
  ...more,
});
const entry = (uscc: string, more: Partial<KeyEntry> = {}): KeyEntry => ({
  manufacturers: [maker(uscc)],
  status: 'active',
  from: null,
  until: null,
  ...more,
});
const ENDED = { until: '2026-01-31' };
const SUSPENDED = { status: 'suspended' } as const;

describe('several files of one key', () => {
  test.each<[string, readonly KeyEntry[], string, string | null]>([
    ['one in force', [entry(OURS)], 'in-force', OURS],
    ['one that has ended before one in force', [entry(OURS, ENDED), entry(OURS)], 'in-force', OURS],
    ['one in force before one that has ended', [entry(OURS), entry(OURS, ENDED)], 'in-force', OURS],
    ['one for others before ours', [entry(THEIRS), entry(OURS)], 'in-force', OURS],
    ['ours suspended in the second file', [entry(OURS), entry(OURS, SUSPENDED)], 'suspended', OURS],
    ['others suspended', [entry(THEIRS, SUSPENDED), entry(OURS)], 'in-force', OURS],
    ['ours suspended, others in force', [entry(THEIRS), entry(OURS, SUSPENDED)], 'suspended', OURS],
    ['all ended', [entry(OURS, ENDED), entry(OURS, ENDED)], 'not-in-force', OURS],
    ['none that names us', [entry(THEIRS)], 'in-force', null],
    ['none that names us, all suspended', [entry(THEIRS, SUSPENDED)], 'suspended', null],
  ])('%s', (_what, entries, standing, uscc) => {
    const found = keyStanding(entries, OURS, AT);
    expect([found.standing, found.manufacturer?.uscc ?? null]).toEqual([standing, uscc]);
  });

  test('the WMIs and listings of all files in force, each once', () => {
    const wmi = (name: string) => ({ wmi: name, from: '2020-01-01', until: null });
    const naming = (names: readonly string[], more: Partial<KeyEntry> = {}) =>
      entry(OURS, { manufacturers: [maker(OURS, { wmis: names.map(wmi) })], ...more });
    const entries = [naming(['LXA', 'LXB']), naming(['LXB', 'LXC']), naming(['LXD'], ENDED)];
    expect(keyStanding(entries, OURS, AT).manufacturer?.wmis).toEqual(['LXA', 'LXB', 'LXC'].map(wmi));
  });

  test('a manufacturer that one file in force calls suspended is suspended', () => {
    const entries = [entry(OURS), { ...entry(OURS), manufacturers: [maker(OURS, { status: 'suspended' })] }];
    expect(keyStanding(entries, OURS, AT).manufacturer?.status).toBe('suspended');
  });
});
