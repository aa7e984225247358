import { createHoldings } from '../../server/stores/records/holdings.ts';
import { openConnection } from '../../server/stores/sqlite/connection.ts';
import { openSqliteStore } from '../../server/stores/sqlite/open-store.ts';
import { becomeOwner } from '../../server/stores/sqlite/owner.ts';
import { createReservations } from '../../server/stores/sqlite/reservations.ts';
import { finish } from '../../test/contract/store-samples.ts';
import { rowOf } from './rows.ts';

/** Confirmations in one transaction. */
const AT_ONCE = 2_000;

/**
 * Fills a new SQLite file by the store's own statements, thousands of confirmations in one transaction that is not synced. What is
 * in it is what issuing would have left, audit chain and all.
 */
export async function fillSqlite(file: string, confirmations: number): Promise<void> {
  const now = () => new Date().toISOString();
  openSqliteStore({ file, now }).close();
  const db = openConnection(file, 1_000);
  db.script('PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF; PRAGMA cache_size = -500000');
  const owner = becomeOwner(`${file}.owners`, 'filling');
  const within = { ...db, write: <Value>(work: () => Value) => work() };
  const reserving = { owner, holdings: createHoldings(), now, patience: <Value>(work: () => Promise<Value>) => work() };
  const reservations = createReservations(within, reserving);
  for (let first = 1; first <= confirmations; first += AT_ONCE) {
    db.script('BEGIN');
    for (let sequence = first; sequence < first + AT_ONCE && sequence <= confirmations; sequence += 1) {
      const { number, request, says } = rowOf(sequence);
      const reserved = await reservations.reserve(request);
      if (reserved.kind !== 'reserved' || reserved.number !== number) throw new Error(JSON.stringify(reserved));
      await finish({ reservations }, number, request, says);
    }
    db.script('COMMIT');
  }
  owner.close();
  db.script('PRAGMA wal_checkpoint(TRUNCATE); ANALYZE');
  db.close();
}
