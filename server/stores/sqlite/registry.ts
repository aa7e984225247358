import type { Registry } from '../../ports/registry.ts';
import { listConfirmations } from './list-confirmations.ts';
import { findConfirmation } from './registered-confirmation.ts';
import type { Connection } from './sql.ts';
import { withdraw } from './withdraw.ts';

/** The issued confirmations in SQLite. */
export function createRegistry(db: Connection): Registry {
  return {
    find: async (number) => findConfirmation(db, number),
    list: async (request) => listConfirmations(db, request),
    withdraw: async (withdrawal) => db.write(() => withdraw(db, withdrawal)),
  };
}
