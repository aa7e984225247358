import type { Reservation, ReservationRequest } from '../../ports/reservations.ts';
import type { Db } from './database.ts';
import { findConfirmation } from './registered-confirmation.ts';
import { takenVins } from './vin-holders.ts';

export type Refusal = Exclude<Reservation, { kind: 'reserved' }>;

/** Why a request cannot be reserved, first reason first; null when it can. */
export async function findRefusal(db: Db, request: ReservationRequest): Promise<Refusal | null> {
  return (
    (await refuseForKey(db, request)) ??
    (await refuseForSuperseded(db, request)) ??
    (await refuseForVins(db, request)) ??
    (await refuseForRival(db, request))
  );
}

async function refuseForKey(
  db: Db,
  { manufacturerId, idempotencyKey, requestHash }: ReservationRequest,
): Promise<Refusal | null> {
  if (idempotencyKey === null) return null;
  const former = await db.confirmations.one(
    'confirmation by key',
    { manufacturerId, idempotencyKey },
    { fields: { requestHash: 1 } },
  );
  if (former === null) return null;
  if (former.requestHash !== requestHash) return { kind: 'key-reused' };
  const confirmation = await findConfirmation(db, former._id);
  return confirmation === null ? { kind: 'being-issued' } : { kind: 'already-issued', confirmation };
}

async function refuseForSuperseded(
  db: Db,
  { manufacturerId, supersedes }: ReservationRequest,
): Promise<Refusal | null> {
  if (supersedes === null) return null;
  const filter = { _id: supersedes, manufacturerId, state: 'live' } as const;
  const old = await db.confirmations.one('confirmation by number', filter, { fields: { _id: 1 } });
  if (old === null) return { kind: 'supersedes-unknown' };
  const live = await db.lines.one('lines of a confirmation', { number: supersedes, status: 'live' });
  return live === null ? { kind: 'supersedes-not-live' } : null;
}

async function refuseForVins(db: Db, { vins, supersedes }: ReservationRequest): Promise<Refusal | null> {
  const taken = await takenVins(db, vins, supersedes);
  return taken.length === 0 ? null : { kind: 'vins-taken', taken };
}

/** A confirmation is replaced once: while one request is replacing it, another (with other VINs) has to wait and will find it not live. */
async function refuseForRival(db: Db, { supersedes }: ReservationRequest): Promise<Refusal | null> {
  if (supersedes === null) return null;
  const rival = await db.confirmations.one(
    'confirmation that replaces',
    { replacing: supersedes },
    { fields: { _id: 1 } },
  );
  return rival === null ? null : { kind: 'being-issued' };
}
