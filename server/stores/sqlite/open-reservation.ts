import { StoreConflict } from '../../ports/store-conflict.ts';
import type { Owner } from './owner.ts';
import type { Connection } from './sql.ts';

export type OpenReservation = { readonly supersedes: string | null };

/** The owner's own reservation in the state that a step asks for. Throws for any other: it was released, is complete, is not its own, or a step was left out. */
export function findOpenReservation(
  db: Connection,
  owner: Owner,
  number: string,
  state: 'reserved' | 'intended',
): OpenReservation {
  const row = db.one<OpenReservation>(
    `SELECT supersedes FROM confirmations WHERE number = ? AND owner = ? AND state = ?`,
    number,
    owner.id,
    state,
  );
  if (row === null)
    throw new StoreConflict(
      'reservation-state-wrong',
      `${number} is not a reservation of this process in the state ${state}`,
    );
  return row;
}
