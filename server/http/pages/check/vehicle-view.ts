import type { IsoDate } from '#core/confirmation/calendar.ts';
import type { ConfirmationContent, ConfirmedVehicle } from '#core/confirmation/confirmation.ts';
import { countryName } from '#core/confirmation/country.ts';
import type { EndedVehicle } from '#core/confirmation/verdict.ts';
import { joinList } from '../../../i18n/join-list.ts';
import type { Words } from '../../../i18n/words.ts';
import { vinGroups } from '../texts.ts';
import { needText } from './need-view.ts';

/** What was asked of the vehicle, and what the registry says of it now. */
export type VehicleContext = { readonly applicationDate: IsoDate | null; readonly ended: readonly EndedVehicle[] };

/** One vehicle of a confirmation, in words. */
export function vehicleView(
  vehicle: ConfirmedVehicle,
  content: Pick<ConfirmationContent, 'outlets' | 'rule'>,
  words: Words,
  { applicationDate, ended }: VehicleContext = { applicationDate: null, ended: [] },
) {
  const status = ended.find(({ vin }) => vin === vehicle.vin)?.status;
  const names = content.outlets.filter(({ id }) => vehicle.outlets.includes(id)).map(({ name }) => name);
  return {
    line: vehicle.line,
    vin: vehicle.vin,
    vinGroups: vinGroups(vehicle.vin),
    brand: vehicle.brand,
    model: vehicle.model,
    firstRegistration: vehicle.firstRegistration,
    transferForExport: vehicle.transferForExport ?? words.text('pages.result.facts.not-stated'),
    destination: countryName(vehicle.destination, words.locale),
    outlets: joinList(names, words.locale),
    need: applicationDate === null ? null : needText(vehicle, applicationDate, words),
    ended: status === undefined ? null : words.text(`pages.status.${status}`),
    needed: neededText(vehicle, content.rule.thresholdDays, words),
  };
}

/** Until when a licence application needs this confirmation, for people who plan. */
function neededText(vehicle: ConfirmedVehicle, days: number, words: Words): string {
  if (vehicle.lastDayNeeded === null) return words.text('pages.result.facts.needed-exempt');
  return words.text('pages.result.facts.needed-until', { date: vehicle.lastDayNeeded, days });
}
