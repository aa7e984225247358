import type { IsoInstant } from '../domain/calendar.ts';
import { certificateFacts } from '../pki/certificate-facts.ts';
import type { KeyLedger } from '../ports/key-ledger.ts';

/** A key that signs today and whose certificate runs out soon. */
export type ExpiringKey = {
  readonly keyId: string;
  readonly manufacturerId: string;
  readonly notAfter: IsoInstant;
  /** Whole days that are left; below 0 once it has run out. */
  readonly days: number;
  /** The nearest of the days of warning that is reached, 0 for one that has run out. */
  readonly within: number;
};

/** Days before expiry on which a warning becomes more urgent. */
const WARNING_DAYS = [60, 30, 7, 0] as const;
const DAY_MS = 86_400_000;

/** The active keys and when their certificates end. */
export async function signingCertificates(
  ledger: Pick<KeyLedger, 'list'>,
): Promise<readonly Pick<ExpiringKey, 'keyId' | 'manufacturerId' | 'notAfter'>[]> {
  const active = (await ledger.list()).filter(({ state }) => state === 'active');
  const found = active.map(async ({ keyId, manufacturerId, certificate }) => {
    if (certificate === null) return [];
    const { notAfter } = await certificateFacts(certificate);
    return [{ keyId, manufacturerId, notAfter }];
  });
  return (await Promise.all(found)).flat();
}

/** The active keys whose certificates run out within 60 days, the most urgent first. */
export async function expiringKeys(ledger: Pick<KeyLedger, 'list'>, now: IsoInstant): Promise<readonly ExpiringKey[]> {
  const warnings = (await signingCertificates(ledger)).flatMap((key): readonly ExpiringKey[] => {
    const days = Math.floor((Date.parse(key.notAfter) - Date.parse(now)) / DAY_MS);
    const within = WARNING_DAYS.findLast((limit) => days < limit);
    return within === undefined ? [] : [{ ...key, days, within }];
  });
  return warnings.sort((a, b) => a.days - b.days);
}
