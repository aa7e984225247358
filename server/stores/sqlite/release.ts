import type { IsoInstant } from '#core/confirmation/calendar.ts';
import { RECOVERY } from '../../model/access/actor.ts';
import type { ReleaseRecord } from '../../ports/reservations.ts';
import { StoreConflict } from '../../ports/store-conflict.ts';
import { appendConfirmationAudit } from './audit-log.ts';
import type { Owner } from './owner.ts';
import type { Connection } from './sql.ts';

/**
 * Frees the VINs and the idempotency key of an open reservation; its number stays spent and its row stays, so that every
 * gap in the numbers is explained. Nothing happens to a number that is unknown, issued or released. Throws for another
 * owner's reservation. Inside the caller's transaction.
 */
export function releaseOwn(db: Connection, owner: Owner, given: ReleaseRecord): void {
  const { number } = given;
  const holder = db.one<{ owner: string }>(
    `SELECT owner FROM confirmations WHERE number = ? AND state IN ('reserved', 'intended')`,
    number,
  );
  if (holder === null) return;
  if (holder.owner !== owner.id)
    throw new StoreConflict('reservation-state-wrong', `reservation ${number} belongs to another process`);
  releaseOne(db, given);
}

/** Releases every open reservation of one owner and gives the numbers. Inside the caller's transaction. */
export function releaseAllOf(db: Connection, ownerId: string, at: IsoInstant): readonly string[] {
  const numbers = db
    .all<{ number: string }>(
      `SELECT number FROM confirmations WHERE owner = ? AND state IN ('reserved', 'intended') ORDER BY number`,
      ownerId,
    )
    .map((row) => row.number);
  for (const number of numbers) releaseOne(db, { number, by: RECOVERY, at, code: 'process-ended' });
  return numbers;
}

/** Releases what the dead left open, of all the owners that have something open, and gives the numbers. Inside the caller's transaction. */
export function releaseDead(db: Connection, owner: Owner, at: IsoInstant): readonly string[] {
  return db
    .all<{ owner: string }>(`SELECT DISTINCT owner FROM confirmations WHERE state IN ('reserved', 'intended')`)
    .filter((other) => owner.isDead(other.owner))
    .flatMap((other) => releaseAllOf(db, other.owner, at));
}

/** Releases the open reservations whose leases ended before an instant, and gives the numbers. Inside the caller's transaction. */
export function releaseExpired(db: Connection, at: IsoInstant): readonly string[] {
  const numbers = db
    .all<{ number: string }>(
      `SELECT number FROM confirmations WHERE state IN ('reserved', 'intended') AND lease_until_ms < ?`,
      Date.parse(at),
    )
    .map((row) => row.number)
    .toSorted();
  for (const number of numbers) releaseOne(db, { number, by: RECOVERY, at, code: 'lease-ended' });
  return numbers;
}

function releaseOne(db: Connection, { number, by, at, code }: ReleaseRecord): void {
  db.run(`UPDATE confirmations SET state = 'released' WHERE number = ?`, number);
  db.run(`UPDATE lines SET status = 'released', at = ? WHERE number = ? AND status = 'reserved'`, at, number);
  appendConfirmationAudit(db, { at, by, action: 'issue-confirmation', phase: 'failed', number, detail: { code } });
}
