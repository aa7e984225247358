import { StoreConflict } from '../../ports/store-conflict.ts';
import type { Db } from './database.ts';
import type { ConfirmationRecord } from './schema/confirmation-schema.ts';

/** The owner's own reservation in the state that a step asks for. Throws for any other: it was released, is complete, is not its own, or a step was left out. */
export async function findOpenReservation(
  db: Db,
  owner: string,
  number: string,
  state: 'reserved' | 'intended',
): Promise<ConfirmationRecord> {
  const found = await db.confirmations.one('confirmation by number', { _id: number, owner, state });
  if (found !== null) return found;
  throw new StoreConflict(
    'reservation-state-wrong',
    `${number} is not a reservation of this process in the state ${state}`,
  );
}
