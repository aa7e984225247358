import type { IsoInstant } from '#core/confirmation/calendar.ts';
import { certificateFacts } from '#core/x509/certificate-facts.ts';
import { type ExpiryWarning, expiryWarning } from '../../model/keys/expiry-warning.ts';
import type { KeyLedger } from '../../ports/key-ledger.ts';

/** A key that signs today, and when its certificate ends. */
export type KeyEnd = { readonly keyId: string; readonly manufacturerId: string; readonly notAfter: IsoInstant };

export type ExpiringKey = KeyEnd & ExpiryWarning;

const DAY_MS = 86_400_000;

/** The active keys and when their certificates end. */
export async function signingCertificates(ledger: Pick<KeyLedger, 'list'>): Promise<readonly KeyEnd[]> {
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
    const warning = expiryWarning(Math.floor((Date.parse(key.notAfter) - Date.parse(now)) / DAY_MS));
    return warning === null ? [] : [{ ...key, ...warning }];
  });
  return warnings.sort((a, b) => a.days - b.days);
}
