import { nearestVin } from '#core/confirmation/nearest-vin.ts';
import { failed, type LaterCheck, notReached, passed, skipped } from './check.ts';

const ID = 'vehicle-matches';

/** The vehicle asked for is listed. When it is not, the nearest listed VIN shows where a slip may be. */
export const vehicleMatches: LaterCheck = {
  id: ID,
  required: (question) => question.vin !== null,
  judge: ({ question: { vin }, established: { document } }) => {
    if (document === null) return notReached(ID);
    const { content, asked } = document;
    if (vin === null) return skipped(ID, 'vehicle-not-compared', { total: content.vehicles.length });
    const [vehicle] = asked;
    if (vehicle !== undefined) return passed(ID, 'vehicle-matched', { vin, line: vehicle.line });
    const nearest = nearestVin(
      vin,
      content.vehicles.map((listed) => listed.vin),
    );
    const differences = nearest?.differences ?? [];
    return failed(ID, 'vehicle-not-listed', {
      vin,
      nearest: nearest?.vin ?? '',
      differences: differences.map(({ position, typed, listed }) => `${position}: ${typed || '–'} → ${listed || '–'}`),
      count: differences.length,
    });
  },
};
