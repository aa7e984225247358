import { contradictsNamedRule } from '#core/confirmation/rules/named-export-rule.ts';
import { isIsoDate } from './calendar.ts';
import type { ConfirmationContent, ConfirmedVehicle } from './confirmation.ts';

/**
 * Whether well-formed content also makes sense: at least one vehicle, no VIN twice, lines counted from 1, real dates, and
 * every destination and outlet that a vehicle refers to present, the day counts those of the rule that it names, where that
 * is known here. A signed document that fails this is no confirmation.
 */
export function isCoherent(content: ConfirmationContent): boolean {
  const { vehicles } = content;
  if (vehicles.length === 0 || new Set(vehicles.map((vehicle) => vehicle.vin)).size !== vehicles.length) return false;
  if (Number.isNaN(Date.parse(content.issuedAt)) || !areReal([content.applicationDate])) return false;
  const destinations = new Set(content.destinations.map((destination) => destination.code));
  const countryOfOutlet = new Map(content.outlets.map((outlet) => [outlet.id, outlet.country]));
  const isWhole = vehicles.every(
    (vehicle, index) =>
      vehicle.line === index + 1 &&
      hasRealDates(vehicle) &&
      destinations.has(vehicle.destination) &&
      vehicle.outlets.length > 0 &&
      vehicle.outlets.every((id) => countryOfOutlet.get(id) === vehicle.destination),
  );
  return isWhole && !contradictsNamedRule(content);
}

function hasRealDates(vehicle: ConfirmedVehicle): boolean {
  return areReal([vehicle.firstRegistration, vehicle.transferForExport, vehicle.lastDayNeeded]);
}

function areReal(dates: readonly (string | null)[]): boolean {
  return dates.every((date) => date === null || isIsoDate(date));
}
