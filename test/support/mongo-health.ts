import type { Connection } from 'mongoose';
import { modelsOf } from '../../server/stores/mongo/database.ts';

/** How many numbers were counted that no record has: an instance died between the two steps. */
export async function numbersLost(connection: Connection): Promise<number> {
  const { confirmations, counters } = modelsOf(connection);
  const counted = (await counters.find().lean()).reduce((sum, { last }) => sum + last, 0);
  return counted - (await confirmations.countDocuments());
}

/** How many reservations are open. */
export function openReservations(connection: Connection): Promise<number> {
  return modelsOf(connection)
    .confirmations.countDocuments({ leaseUntil: { $exists: true } })
    .exec();
}
