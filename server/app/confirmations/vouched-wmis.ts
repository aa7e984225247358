import type { IsoInstant } from '#core/confirmation/calendar.ts';
import type { WmiAuthority } from '#core/confirmation/rules/announcement-listing.ts';
import type { Manufacturer } from '../../model/manufacturers/manufacturer.ts';
import type { KeyLedger } from '../../ports/key-ledger.ts';
import type { SigningKeys } from '../../ports/signing-keys.ts';
import type { TrustList } from '../../ports/trust-list.ts';
import { usableKey } from '../keys/usable-key.ts';
import { findVoucher } from '../trust/find-voucher.ts';

export type VoucherDependencies = {
  readonly keys: SigningKeys;
  readonly ledger: Pick<KeyLedger, 'list'>;
  readonly trustList: TrustList;
};

/** What the trust list lets the manufacturer's key vouch for at an instant; null where it has no key, or none that is trusted. */
export async function vouchedWmis(
  deps: VoucherDependencies,
  manufacturer: Manufacturer,
  at: IsoInstant,
): Promise<readonly WmiAuthority[] | null> {
  const key = await usableKey(deps, manufacturer, {}, at);
  if (!key.ok) return null;
  const certificates = { signer: key.value.certificate, others: key.value.chain };
  const voucher = await findVoucher(deps.trustList, certificates, manufacturer, at);
  return voucher.ok ? voucher.value.manufacturer.wmis : null;
}
