import { expect, test } from '@jest/globals';
import { expiringKeys } from '../../../server/app/keys/expiring-keys.ts';
import type { KeyRecord, KeyState } from '../../../server/ports/key-ledger.ts';
import { testLeaf, testRoot } from '../../support/pki.ts';

const DAY_MS = 86_400_000;
const NOT_AFTER = '2027-01-01T00:00:00.000Z';
const before = (days: number) => new Date(Date.parse(NOT_AFTER) - days * DAY_MS).toISOString();

async function recordOf(state: KeyState, keyId = 'one'): Promise<KeyRecord> {
  const { der } = await testLeaf(await testRoot({ name: 'root' }), { notAfter: NOT_AFTER });
  const base = { keyId, manufacturerId: 'maker', algorithm: 'ecdsa-p256-sha256', source: 'file' } as const;
  return { ...base, publicKey: new Uint8Array(), certificate: der, chain: [], state, compromisedSince: null };
}

const ledgerOf = (...records: KeyRecord[]) => ({ list: async () => records });

test.each([
  [61, null],
  [60, null],
  [59.9, 60],
  [30, 60],
  [29.9, 30],
  [7, 30],
  [6.9, 7],
  [0, 7],
  [-0.1, 0],
  [-90, 0],
])('%d days before the end the warning is that of %s', async (days, within) => {
  const [warning = null] = await expiringKeys(ledgerOf(await recordOf('active')), before(days));
  expect(warning?.within ?? null).toBe(within);
  if (warning !== null) expect(warning).toMatchObject({ keyId: 'one', manufacturerId: 'maker', notAfter: NOT_AFTER });
});

test('only keys that sign today are warned of', async () => {
  for (const state of ['requested', 'certified', 'retired', 'suspended', 'compromised'] as const)
    expect(await expiringKeys(ledgerOf(await recordOf(state)), before(1))).toEqual([]);
});
