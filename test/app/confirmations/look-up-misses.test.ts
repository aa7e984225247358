import { expect, test } from '@jest/globals';
import { formatConfirmationNumber } from '#core/confirmation/confirmation-number.ts';
import { MISSES_TOLD, type MissKind, openLookUpMisses } from '../../../server/app/confirmations/look-up-misses.ts';
import type { AuditEntry } from '../../../server/model/access/audit-entry.ts';
import type { Manufacturer } from '../../../server/model/manufacturers/manufacturer.ts';

const MAKER = { id: 'xinghe', code: 'XHM' } as Manufacturer;
const number = formatConfirmationNumber({ makerCode: 'XHM', year: 2026, sequence: 7 });

function openMisses() {
  const entries: AuditEntry[] = [];
  const clock = { at: '2026-07-01T00:00:00.000Z' };
  const misses = openLookUpMisses({
    directory: { manufacturers: async () => [MAKER] },
    auditLog: { append: async (entry) => void entries.push(entry) },
    clock: { now: () => clock.at },
  });
  const repeat = async (times: number, typed = number, kind: MissKind = 'unknown-number') => {
    for (let turn = 0; turn < times; turn++) await misses.count(typed, kind);
  };
  return { misses, entries, clock, repeat };
}

test('counts by the maker that a number names and by what was missed, and keeps nothing else', async () => {
  const { misses, repeat } = openMisses();
  await repeat(2);
  await repeat(4, number, 'unknown-vin');
  await repeat(1, `${number.slice(0, -1)}!`, 'mistyped-number');
  await repeat(1, `${number.slice(0, -1)}${number.endsWith('0') ? '1' : '0'}`, 'mistyped-number');
  for (let serial = 1; serial <= 50; serial++)
    await repeat(1, formatConfirmationNumber({ makerCode: `M${serial}`, year: 2026, sequence: serial }));
  expect(misses.counts()).toEqual([
    { manufacturerId: 'xinghe', kind: 'mistyped-number', misses: 1 },
    { manufacturerId: 'xinghe', kind: 'unknown-number', misses: 2 },
    { manufacturerId: 'xinghe', kind: 'unknown-vin', misses: 4 },
    { manufacturerId: '', kind: 'mistyped-number', misses: 1 },
    { manufacturerId: '', kind: 'unknown-number', misses: 50 },
    { manufacturerId: '', kind: 'unknown-vin', misses: 0 },
  ]);
});

test('tells the maker once a period, when so many have come', async () => {
  const { entries, clock, repeat } = openMisses();
  await repeat(MISSES_TOLD - 1);
  expect(entries).toEqual([]);
  await repeat(MISSES_TOLD);
  expect(entries).toMatchObject([
    {
      stream: 'manufacturer:xinghe',
      action: 'count-missed-look-ups',
      phase: 'succeeded',
      detail: { misses: String(MISSES_TOLD), since: '2026-07-01T00:00:00.000Z' },
    },
  ]);
  expect(JSON.stringify(entries)).not.toContain(number);
  clock.at = '2026-07-01T01:00:00.000Z';
  await repeat(MISSES_TOLD);
  expect(entries).toHaveLength(2);
});

test('numbers of nobody here are told to nobody, and a store that fails hinders no answer', async () => {
  const { entries, repeat } = openMisses();
  await repeat(MISSES_TOLD, formatConfirmationNumber({ makerCode: 'ELSE', year: 2026, sequence: 1 }));
  expect(entries).toEqual([]);
  const broken = openLookUpMisses({
    directory: { manufacturers: () => Promise.reject(new Error('gone')) },
    auditLog: { append: async () => undefined },
    clock: { now: () => '2026-07-01T00:00:00.000Z' },
  });
  await expect(broken.count(number, 'unknown-number')).resolves.toBeUndefined();
});
