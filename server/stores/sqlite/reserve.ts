import { formatConfirmationNumber } from '#core/confirmation/confirmation-number.ts';
import { actorText } from '../../model/access/actor.ts';
import type { Reservation, ReservationRequest } from '../../ports/reservations.ts';
import { StoreConflict } from '../../ports/store-conflict.ts';
import { appendConfirmationAudit } from './audit-log.ts';
import { leaseFrom, releaseEnded } from './leases.ts';
import { findRefusal } from './refuse-reservation.ts';
import type { Reserving } from './reserving.ts';
import type { Connection } from './sql.ts';

/** Decides a request and takes its number and VINs, inside the caller's transaction. Throws a RangeError for a request without VINs. */
export function reserve(db: Connection, reserving: Reserving, request: ReservationRequest): Reservation {
  if (request.vins.length === 0) throw new StoreConflict('record-not-valid', 'a reservation needs at least one VIN');
  const refusal = findRefusal(db, request);
  if (refusal === null) return takeNumber(db, reserving, request);
  // Whoever stands in the way may have died, or given up, since this store was opened.
  if (refusal.kind === 'already-issued' || releaseEnded(db, reserving).length === 0) return refusal;
  return findRefusal(db, request) ?? takeNumber(db, reserving, request);
}

function takeNumber(db: Connection, { owner, now }: Reserving, request: ReservationRequest): Reservation {
  const { makerCode, year } = request;
  const sequence = nextSequence(db, makerCode, year);
  const number = formatConfirmationNumber({ makerCode, year, sequence });
  db.run(
    `INSERT INTO confirmations (number, manufacturer_id, maker_code, year, sequence, state, owner, supersedes,
       idempotency_key, request_hash, reserved_by, reserved_at, lease_until_ms)
     VALUES (?, ?, ?, ?, ?, 'reserved', ?, ?, ?, ?, ?, ?, ?)`,
    number,
    request.manufacturerId,
    makerCode,
    year,
    sequence,
    owner.id,
    request.supersedes,
    request.idempotencyKey,
    request.requestHash,
    actorText(request.by),
    request.at,
    leaseFrom(now()),
  );
  db.run(
    `INSERT INTO lines (number, line, vin, status) SELECT ?, key + 1, value, 'reserved' FROM json_each(?)`,
    number,
    JSON.stringify(request.vins),
  );
  const { at, by } = request;
  const detail = detailOf(request);
  appendConfirmationAudit(db, { at, by, action: 'issue-confirmation', phase: 'intended', number, detail });
  return { kind: 'reserved', number };
}

function nextSequence(db: Connection, makerCode: string, year: number): number {
  const row = db.one<{ last: number }>(
    `INSERT INTO sequences (maker_code, year, last) VALUES (?, ?, 1)
     ON CONFLICT (maker_code, year) DO UPDATE SET last = last + 1 RETURNING last`,
    makerCode,
    year,
  );
  if (row === null) throw new Error('the sequence gave no number');
  return row.last;
}

function detailOf({ vins, supersedes }: ReservationRequest): Record<string, string> {
  const detail = { vehicles: String(vins.length) };
  return supersedes === null ? detail : { ...detail, supersedes };
}
