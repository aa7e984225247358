import type { ConfirmationContent } from '#core/confirmation/confirmation.ts';
import type { CheckResult } from '#core/confirmation/verdict.ts';
import { failed, type LaterCheck, notReached, passed, skipped } from './check.ts';

const ID = 'destination-matches';

/** The destination asked for is that of the vehicle asked for; without a VIN, that of at least one vehicle. */
export const destinationMatches: LaterCheck = {
  id: ID,
  required: (question) => question.destination !== null,
  judge: ({ question, established: { document } }) => {
    if (document === null) return notReached(ID);
    const { content, asked: vehicles } = document;
    const { destination, vin } = question;
    if (destination === null) return skipped(ID, 'destination-not-compared');
    if (vin === null) return anyVehicle(content, destination);
    if (vehicles.length === 0) return skipped(ID, 'destination-not-compared');
    const other = vehicles.find((vehicle) => vehicle.destination !== destination);
    if (other !== undefined)
      return failed(ID, 'destination-differs', { vin, asked: destination, listed: other.destination });
    return passed(ID, 'destination-matched', { asked: destination, count: vehicles.length, total: vehicles.length });
  },
};

function anyVehicle(content: ConfirmationContent, destination: string): CheckResult {
  const count = content.vehicles.filter((vehicle) => vehicle.destination === destination).length;
  if (count > 0)
    return passed(ID, 'destination-matched', { asked: destination, count, total: content.vehicles.length });
  const listed = [...new Set(content.vehicles.map((vehicle) => vehicle.destination))];
  return failed(ID, 'destination-not-listed', { asked: destination, listed });
}
