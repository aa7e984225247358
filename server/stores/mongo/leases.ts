import type { ReservationLeases } from '../../ports/reservation-leases.ts';
import type { Db } from './database.ts';
import { FROM_NOW } from './lease-time.ts';
import { OPEN, releaseExpired, releaseOwn } from './release.ts';
import type { Reserving } from './reserving.ts';

/** Leases in MongoDB, by the clock of its primary: instances need not agree about the time. */
export function createLeases(reserving: Reserving): ReservationLeases {
  const { db, holdings } = reserving;
  return {
    keep: async () => {
      const given = holdings.givenUp();
      if (await isAnythingOpen(db)) return releaseEnded(reserving);
      for (const { number } of given) holdings.drop(number);
      return [];
    },
  };
}

/**
 * Keeps what is issued here, and releases what was given up here and what nobody keeps; gives the numbers. One's own first:
 * an instance that was suspended does not find its own leases ended.
 */
export async function releaseEnded(reserving: Reserving): Promise<readonly string[]> {
  const { db, owner, holdings } = reserving;
  for (const number of holdings.held())
    await db.confirmations.compute({ _id: number, owner, state: { $in: [...OPEN] } }, { set: FROM_NOW });
  return [...(await releaseGivenUp(reserving)), ...(await releaseExpired(reserving))];
}

async function releaseGivenUp({ write, owner, holdings }: Reserving): Promise<readonly string[]> {
  const released: string[] = [];
  for (const release of holdings.givenUp()) {
    if (await write((within) => releaseOwn(within, owner, release))) released.push(release.number);
    holdings.drop(release.number);
  }
  return released;
}

async function isAnythingOpen(db: Db): Promise<boolean> {
  const filter = { leaseUntil: { $exists: true } };
  return (await db.confirmations.one('reservations open', filter, { fields: { _id: 1 } })) !== null;
}
