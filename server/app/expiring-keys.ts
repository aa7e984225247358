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

/** The active keys whose certificates run out within 60 days, the most urgent first. */
export async function expiringKeys(ledger: Pick<KeyLedger, 'list'>, now: IsoInstant): Promise<readonly ExpiringKey[]> {
  const warnings: ExpiringKey[] = [];
  for (const { keyId, manufacturerId, certificate, state } of await ledger.list()) {
    if (state !== 'active' || certificate === null) continue;
    const { notAfter } = await certificateFacts(certificate);
    const days = Math.floor((Date.parse(notAfter) - Date.parse(now)) / DAY_MS);
    const within = WARNING_DAYS.findLast((limit) => days < limit);
    if (within !== undefined) warnings.push({ keyId, manufacturerId, notAfter, days, within });
  }
  return warnings.sort((a, b) => a.days - b.days);
}
