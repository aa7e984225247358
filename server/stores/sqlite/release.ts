import type { IsoInstant } from '#core/confirmation/calendar.ts';
import { StoreConflict } from '../../ports/store-conflict.ts';
import { appendAudit } from './audit-log.ts';
import type { Connection } from './connection.ts';
import type { Owner } from './owner.ts';

/** Why a reservation ended without a confirmation, as the audit log tells it. */
type ReleaseCause = 'given-up' | 'process-ended';

/**
 * Frees the VINs and the idempotency key of an open reservation; its number stays spent and its row stays, so that every
 * gap in the numbers is explained. Nothing happens to a number that is unknown, issued or released. Throws for another
 * owner's reservation. Inside the caller's transaction.
 */
export function releaseOwn(db: Connection, owner: Owner, number: string, at: IsoInstant): void {
  const holder = db.one<{ owner: string }>(
    `SELECT owner FROM confirmations WHERE number = ? AND state IN ('reserved', 'intended')`,
    number,
  );
  if (holder === null) return;
  if (holder.owner !== owner.id)
    throw new StoreConflict('reservation-state-wrong', `reservation ${number} belongs to another process`);
  release(db, number, at, 'given-up');
}

/** Releases every open reservation of one owner and gives the numbers. Inside the caller's transaction. */
export function releaseAllOf(db: Connection, ownerId: string, at: IsoInstant): readonly string[] {
  const numbers = db
    .all<{ number: string }>(
      `SELECT number FROM confirmations WHERE owner = ? AND state IN ('reserved', 'intended') ORDER BY number`,
      ownerId,
    )
    .map((row) => row.number);
  for (const number of numbers) release(db, number, at, 'process-ended');
  return numbers;
}

/** Releases what the dead left open, of all the owners that have something open, and gives the numbers. Inside the caller's transaction. */
export function releaseDead(db: Connection, owner: Owner, at: IsoInstant): readonly string[] {
  return db
    .all<{ owner: string }>(`SELECT DISTINCT owner FROM confirmations WHERE state IN ('reserved', 'intended')`)
    .filter((other) => owner.isDead(other.owner))
    .flatMap((other) => releaseAllOf(db, other.owner, at));
}

function release(db: Connection, number: string, at: IsoInstant, cause: ReleaseCause): void {
  const row = db.one<{ by: string }>('SELECT reserved_by AS by FROM confirmations WHERE number = ?', number);
  db.run(`UPDATE confirmations SET state = 'released' WHERE number = ?`, number);
  db.run(`UPDATE lines SET status = 'released', at = ? WHERE number = ? AND status = 'reserved'`, at, number);
  const by = cause === 'given-up' && row !== null ? row.by : 'recovery';
  appendAudit(db, { at, by, action: 'released', number, detail: { cause } });
}
