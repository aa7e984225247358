import { shanghaiDate } from '#core/confirmation/calendar.ts';
import type { ConfirmationContent } from '#core/confirmation/confirmation.ts';
import type { TrustedManufacturer } from '#core/confirmation/evidence.ts';
import { entitledToVin } from '#core/confirmation/rules/manufacturer-entitlement.ts';
import type { CheckResult } from '#core/confirmation/verdict.ts';
import { always, type Check, failed, notReached, passed } from './check.ts';

const ID = 'manufacturer-entitled';

/** On the day of issue the manufacturer held the WMI of every VIN: a signer may only vouch for vehicles of its own make. */
export const manufacturerEntitled: Check = {
  id: ID,
  required: always,
  judge: ({ established: { document } }) => {
    const manufacturer = document?.signer.manufacturer ?? null;
    if (document === null || manufacturer === null) return notReached(ID);
    return judgeEntitlement(document.content, manufacturer);
  },
};

/** Whether a manufacturer, as the trust list knows it, held the WMIs on the day of issue. */
export function judgeEntitlement(content: ConfirmationContent, manufacturer: TrustedManufacturer): CheckResult {
  const date = shanghaiDate(content.issuedAt);
  const data = { manufacturer: manufacturer.nameZh, date };
  const vins = content.vehicles
    .map((vehicle) => vehicle.vin)
    .filter((vin) => entitledToVin(manufacturer.wmis, vin, date) === null);
  if (vins.length > 0) return failed(ID, 'manufacturer-not-entitled', { ...data, vins, count: vins.length });
  return passed(ID, 'manufacturer-entitled', { ...data, count: content.vehicles.length });
}
