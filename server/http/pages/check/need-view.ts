import type { IsoDate } from '#core/confirmation/calendar.ts';
import type { ConfirmedVehicle } from '#core/confirmation/confirmation.ts';
import { type NeedReason, needForConfirmation } from '#core/confirmation/rules/export-180-days.ts';
import type { Words } from '../../../i18n/words.ts';

/** What the 180-day rule says of a vehicle and an application on that day, in words: the answer, and the dates that decide it. */
export function needText(vehicle: ConfirmedVehicle, applicationDate: IsoDate, words: Words): string {
  const { reason, lastDayNeeded } = needForConfirmation({ ...vehicle, applicationDate });
  return words.text(`pages.result.need.reasons.${reason}`, {
    date: applicationDate,
    lastDay: lastDayNeeded ?? '',
    registration: vehicle.firstRegistration,
  });
}

/** The same of several vehicles: how many of them need a confirmation. */
export function needCount(vehicles: readonly ConfirmedVehicle[], applicationDate: IsoDate, words: Words): string {
  const needed = vehicles.filter((vehicle) => needForConfirmation({ ...vehicle, applicationDate }).needed === true);
  return words.text('pages.result.need.count', { date: applicationDate, count: needed.length, total: vehicles.length });
}

/** Why the answer is what it is, where a date is known. */
export const NEED_REASONS = [
  'within-threshold',
  'beyond-threshold',
  'transferred-before-rule',
  'rule-not-in-force',
  'application-before-registration',
] as const satisfies readonly NeedReason[];
