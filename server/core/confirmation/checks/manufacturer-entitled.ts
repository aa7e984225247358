import { shanghaiDate } from '#core/confirmation/calendar.ts';
import { entitledToVin } from '#core/confirmation/rules/manufacturer-entitlement.ts';
import { always, type Check, failed, notReached, passed } from './check.ts';

const ID = 'manufacturer-entitled';

/** On the day of issue the manufacturer held the WMI of every VIN: a signer may only vouch for vehicles of its own make. */
export const manufacturerEntitled: Check = {
  id: ID,
  required: always,
  judge: ({ established: { document } }) => {
    const manufacturer = document?.signer.manufacturer ?? null;
    if (document === null || manufacturer === null) return notReached(ID);
    const { content } = document;
    const date = shanghaiDate(content.issuedAt);
    const data = { manufacturer: manufacturer.nameZh, date };
    const vins = content.vehicles
      .map((vehicle) => vehicle.vin)
      .filter((vin) => entitledToVin(manufacturer.wmis, vin, date) === null);
    if (vins.length > 0) return failed(ID, 'manufacturer-not-entitled', { ...data, vins, count: vins.length });
    return passed(ID, 'manufacturer-entitled', { ...data, count: content.vehicles.length });
  },
};
