import type { IsoInstant } from '#core/confirmation/calendar.ts';
import { LEASE_MS, type ReservationLeases } from '../../ports/reservation-leases.ts';
import type { Holdings } from '../records/holdings.ts';
import { releaseDead, releaseExpired, releaseOwn } from './release.ts';
import type { Reserving } from './reserving.ts';
import type { Connection } from './sql.ts';

/**
 * Leases in SQLite, by the clock of the machine. The lock of a living process is one sign of life (`Owner`), a lease the
 * other: a process may live and yet be unable to say that it has given up.
 */
export function createLeases(db: Connection, reserving: Reserving): ReservationLeases {
  return {
    keep: () =>
      reserving.patience(async () => {
        if (!isAnythingOpen(db)) return [];
        const released = db.write(() => releaseEnded(db, reserving));
        settle(db, reserving.holdings);
        return released;
      }),
  };
}

/** Until when a lease lasts that begins now, in ms since the epoch. */
export function leaseFrom(now: IsoInstant): number {
  return Date.parse(now) + LEASE_MS;
}

/**
 * Keeps what is issued here, and releases what was given up here, what the dead left and what nobody keeps; gives the
 * numbers. One's own first: a process that was suspended does not find its own leases ended. Inside the caller's transaction.
 */
export function releaseEnded(db: Connection, { owner, holdings, now }: Reserving): readonly string[] {
  const at = now();
  extend(db, holdings.held(), at);
  const own = holdings.givenUp().filter((release) => isOpen(db, release.number));
  for (const release of own) releaseOwn(db, owner, release);
  return [...own.map(({ number }) => number), ...releaseDead(db, owner, at), ...releaseExpired(db, at)];
}

function extend(db: Connection, numbers: readonly string[], at: IsoInstant): void {
  for (const number of numbers)
    db.run(
      `UPDATE confirmations SET lease_until_ms = ? WHERE number = ? AND state IN ('reserved', 'intended')`,
      leaseFrom(at),
      number,
    );
}

function isAnythingOpen(db: Connection): boolean {
  return db.one(`SELECT 1 FROM confirmations WHERE state IN ('reserved', 'intended') LIMIT 1`) !== null;
}

function isOpen(db: Connection, number: string): boolean {
  return db.one(`SELECT 1 FROM confirmations WHERE number = ? AND state IN ('reserved', 'intended')`, number) !== null;
}

/** Once it is written, nothing more is to be done for it. */
function settle(db: Connection, holdings: Holdings): void {
  for (const { number } of holdings.givenUp()) if (!isOpen(db, number)) holdings.drop(number);
}
