import { isIsoDate } from '#core/confirmation/calendar.ts';
import { type NeedForConfirmation, needForConfirmation } from '#core/confirmation/rules/export-180-days.ts';
import type { RequestedVehicle } from './vehicle-request.ts';

/** Whether a vehicle needs a confirmation for a licence that is applied for on that day; null where its dates cannot be read. */
export function needOfVehicle(vehicle: RequestedVehicle, applicationDate: string | null): NeedForConfirmation | null {
  const { firstRegistration } = vehicle;
  const transferForExport = vehicle.transferForExport ?? null;
  if (!isIsoDate(firstRegistration)) return null;
  if (transferForExport !== null && !isIsoDate(transferForExport)) return null;
  if (applicationDate !== null && !isIsoDate(applicationDate)) return null;
  return needForConfirmation({ firstRegistration, transferForExport, applicationDate });
}
