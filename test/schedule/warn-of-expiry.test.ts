import { expect, test } from '@jest/globals';
import type { ExpiringKey } from '../../server/app/keys/expiring-keys.ts';
import type { ExpiringSeal } from '../../server/app/seals/expiring-seals.ts';
import { warnOfExpiry } from '../../server/schedule/warn-of-expiry.ts';

const KEY: ExpiringKey = {
  ...{ keyId: 'one', manufacturerId: 'maker', notAfter: '2027-01-01T00:00:00.000Z' },
  ...{ days: 20, within: 30 },
};
const SEAL: ExpiringSeal = { manufacturerId: 'maker', version: 2, until: '2027-01-01', days: 3, within: 7 };

function logOf() {
  const told: unknown[] = [];
  const note = (level: string) => (what: { readonly code?: string }) => void told.push([level, what.code ?? null]);
  return { told, log: { warn: note('warn'), error: note('error') } as unknown as Parameters<typeof warnOfExpiry>[1] };
}

test('certificates and seals that run out are told, the urgent ones as errors', async () => {
  const { told, log } = logOf();
  await warnOfExpiry(
    { expiringKeys: async () => [KEY], expiringSeals: async () => [SEAL, { ...SEAL, within: 60 }] },
    log,
  );
  expect(told).toEqual([
    ['warn', 'certificate-expires'],
    ['error', 'seal-expires'],
    ['warn', 'seal-expires'],
  ]);
});

test('what cannot be read is told, and keeps nothing else from being told', async () => {
  const { told, log } = logOf();
  const away = () => Promise.reject(new Error('away'));
  await warnOfExpiry({ expiringKeys: away, expiringSeals: async () => [SEAL] }, log);
  await warnOfExpiry({ expiringKeys: async () => [KEY], expiringSeals: away }, log);
  expect(told).toEqual([
    ['error', null],
    ['error', 'seal-expires'],
    ['warn', 'certificate-expires'],
    ['error', null],
  ]);
});
