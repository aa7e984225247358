import { countryName } from '#core/confirmation/country.ts';
import { normalizeVin, VIN_LENGTH } from '#core/confirmation/vin.ts';
import type { LineStatusView, RegisteredValues } from '../../../app/confirmations/look-up-confirmation.ts';
import type { Words } from '../../../i18n/words.ts';
import type { CheckForm } from '../check/check-form.ts';
import { outletView } from '../check/facts-view.ts';
import { vehicleView } from '../check/vehicle-view.ts';
import { timeView, vinGroups } from '../texts.ts';

/** How a line stands, and for who gave the whole VIN what was registered of it. */
export function numberView(found: LineStatusView, form: CheckForm, words: Words) {
  const { standing } = found;
  return {
    title: words.text(`pages.number.result.${standing.status}`),
    path: 'number',
    number: found.number,
    ...askedVehicle(form),
    verdict: standing.status === 'live' ? 'valid' : 'withdrawn',
    status: words.text(`pages.status.${standing.status}`),
    destination: countryName(found.destination, words.locale),
    model: found.model,
    test: found.test,
    changedAt: standing.status === 'live' ? null : timeView(standing.at),
    reason: standing.status === 'withdrawn' ? words.text(`pages.reasons.${standing.reason}`) : null,
    supersededBy: standing.status === 'superseded' ? standing.supersededBy : null,
    registered: found.registered && registeredView(found.registered, words),
    form: { number: found.number, vinTail: '' },
  };
}

/** Which vehicle was asked about: its VIN in groups, or the end of it. */
export function askedVehicle({ vinTail }: CheckForm) {
  const vin = normalizeVin(vinTail);
  const isWhole = vin.length === VIN_LENGTH;
  return { vinGroups: isWhole ? vinGroups(vin) : null, vinTail: isWhole ? null : vin };
}

/** What paper is compared with. */
function registeredView({ vehicle, outlets, rule, ...head }: RegisteredValues, words: Words) {
  return {
    ...head,
    issuedAt: timeView(head.issuedAt),
    vehicle: vehicleView(vehicle, { outlets, rule }, words),
    outlets: outlets.map((outlet) => outletView(outlet, words)),
  };
}
