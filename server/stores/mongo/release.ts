import { RECOVERY } from '../../model/access/actor.ts';
import type { ReleaseRecord } from '../../ports/reservations.ts';
import { StoreConflict } from '../../ports/store-conflict.ts';
import { appendConfirmationAudit } from './audit-log.ts';
import type { Db } from './database.ts';
import { isOver } from './lease-time.ts';
import type { Reserving } from './reserving.ts';

/** The states of a reservation that is open. */
export const OPEN = ['reserved', 'intended'] as const;

/**
 * Frees the VINs and the idempotency key of an open reservation; its number stays spent and its record stays, so that every
 * gap in the numbers is explained. False, and nothing happens, for a number that is unknown, issued or released. Throws for
 * another owner's reservation. Inside the caller's transaction.
 */
export async function releaseOwn(db: Db, owner: string, given: ReleaseRecord): Promise<boolean> {
  const holder = await db.confirmations.one(
    'confirmation by number',
    { _id: given.number, state: { $in: [...OPEN] } },
    { fields: { owner: 1 } },
  );
  if (holder === null) return false;
  if (holder.owner !== owner)
    throw new StoreConflict('reservation-state-wrong', `reservation ${given.number} belongs to another process`);
  return releaseOne(db, given);
}

/** Releases every open reservation of this owner, each in a transaction of its own, and gives the numbers. */
export async function releaseAllOf(reserving: Reserving): Promise<readonly string[]> {
  const { db, write, owner, now } = reserving;
  const filter = { leaseUntil: { $exists: true }, owner, state: { $in: [...OPEN] } };
  const open = await db.confirmations.many('reservations open', filter, { sort: { _id: 1 }, fields: { _id: 1 } });
  const given = { by: RECOVERY, at: now(), code: 'process-ended' };
  for (const { _id: number } of open) await write((within) => releaseOwn(within, owner, { number, ...given }));
  return open.map(({ _id }) => _id);
}

/**
 * Releases the open reservations whose leases are over, each in a transaction of its own that looks again, and gives the
 * numbers: of two that find the same one, one releases it.
 */
export async function releaseExpired({ db, write, now }: Reserving): Promise<readonly string[]> {
  const filter = { ...isOver(), state: { $in: [...OPEN] } };
  const over = await db.confirmations.many('reservations open', filter, { sort: { _id: 1 }, fields: { _id: 1 } });
  const given = { by: RECOVERY, at: now(), code: 'lease-ended' };
  const released: string[] = [];
  for (const { _id: number } of over)
    if (await write((within) => releaseOne(within, { number, ...given }, isOver()))) released.push(number);
  return released;
}

/** False, and nothing happens, where it is not open any more, or not as the condition says. */
async function releaseOne(
  db: Db,
  { number, by, at, code }: ReleaseRecord,
  condition: Readonly<Record<string, unknown>> = {},
): Promise<boolean> {
  const filter = { _id: number, state: { $in: [...OPEN] }, ...condition };
  const found = await db.confirmations.one('confirmation by number', filter, { fields: { manufacturerId: 1 } });
  if (found === null) return false;
  const freed = { idempotencyKey: 1, replacing: 1, leaseUntil: 1 } as const;
  await db.confirmations.change({ _id: number }, { $set: { state: 'released' }, $unset: freed });
  await db.lines.change({ number, status: 'reserved' }, { $set: { status: 'released', at }, $unset: { claims: 1 } });
  const entry = { at, by, action: 'issue-confirmation', phase: 'failed', detail: { code } } as const;
  await appendConfirmationAudit(db, { ...entry, number, manufacturerId: found.manufacturerId });
  return true;
}
