import type { Reservation, ReservationRequest } from '../../ports/reservations.ts';
import { findConfirmation } from './registered-confirmation.ts';
import type { Connection } from './sql.ts';
import { takenVins } from './vin-holders.ts';

type Refusal = Exclude<Reservation, { kind: 'reserved' }>;

/** Why a request cannot be reserved, first reason first; null when it can. Inside the caller's transaction. */
export function findRefusal(db: Connection, request: ReservationRequest): Refusal | null {
  return (
    refuseForKey(db, request) ??
    refuseForSuperseded(db, request) ??
    refuseForVins(db, request) ??
    refuseForRival(db, request)
  );
}

function refuseForKey(
  db: Connection,
  { manufacturerId, idempotencyKey, requestHash }: ReservationRequest,
): Refusal | null {
  if (idempotencyKey === null) return null;
  const former = db.one<{ number: string; requestHash: string }>(
    `SELECT number, request_hash AS requestHash FROM confirmations
     WHERE manufacturer_id = ? AND idempotency_key = ? AND state <> 'released'`,
    manufacturerId,
    idempotencyKey,
  );
  if (former === null) return null;
  if (former.requestHash !== requestHash) return { kind: 'key-reused' };
  const confirmation = findConfirmation(db, former.number);
  return confirmation === null ? { kind: 'being-issued' } : { kind: 'already-issued', confirmation };
}

function refuseForSuperseded(db: Connection, { manufacturerId, supersedes }: ReservationRequest): Refusal | null {
  if (supersedes === null) return null;
  const old = db.one<{ live: number }>(
    `SELECT EXISTS (SELECT 1 FROM lines WHERE lines.number = confirmations.number AND status = 'live') AS live
     FROM confirmations WHERE number = ? AND manufacturer_id = ? AND state = 'live'`,
    supersedes,
    manufacturerId,
  );
  if (old === null) return { kind: 'supersedes-unknown' };
  return old.live === 1 ? null : { kind: 'supersedes-not-live' };
}

function refuseForVins(db: Connection, { vins, supersedes }: ReservationRequest): Refusal | null {
  const taken = takenVins(db, vins, supersedes);
  return taken.length === 0 ? null : { kind: 'vins-taken', taken };
}

/** A confirmation is replaced once: while one request is replacing it, another (with other VINs) has to wait and will find it not live. */
function refuseForRival(db: Connection, { supersedes }: ReservationRequest): Refusal | null {
  if (supersedes === null) return null;
  const rival = db.one(
    `SELECT 1 FROM confirmations WHERE supersedes = ? AND state IN ('reserved', 'intended')`,
    supersedes,
  );
  return rival === null ? null : { kind: 'being-issued' };
}
