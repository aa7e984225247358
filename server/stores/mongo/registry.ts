import type { Registry } from '../../ports/registry.ts';
import type { Database } from './database.ts';
import { listConfirmations } from './list-confirmations.ts';
import { findConfirmation } from './registered-confirmation.ts';
import { withdraw } from './withdraw.ts';

/** The issued confirmations in MongoDB. */
export function createRegistry({ db, write }: Database): Registry {
  return {
    find: (number) => findConfirmation(db, number),
    list: (request) => listConfirmations(db, request),
    withdraw: (withdrawal) => write((within) => withdraw(within, withdrawal)),
  };
}
