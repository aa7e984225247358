import { formatConfirmationNumber } from '#core/confirmation/confirmation-number.ts';
import { actorText } from '../../model/access/actor.ts';
import type { Reservation, ReservationRequest } from '../../ports/reservations.ts';
import { StoreConflict } from '../../ports/store-conflict.ts';
import { appendConfirmationAudit } from './audit-log.ts';
import type { Db } from './database.ts';
import { FROM_NOW } from './lease-time.ts';
import { releaseEnded } from './leases.ts';
import { findRefusal, type Refusal } from './refuse-reservation.ts';
import type { Reserving } from './reserving.ts';
import { backwards, type LineRecord } from './schema/line-schema.ts';
import { counterOf } from './spent-number.ts';

/** A number that a request takes, and its sequence among those of its maker and year. */
type Taken = { readonly number: string; readonly sequence: number };

/** Decides a request and takes its number and VINs. */
export async function reserve(reserving: Reserving, request: ReservationRequest): Promise<Reservation> {
  refuseVins(request);
  const refusal = await findRefusal(reserving.db, request);
  if (refusal === null) return takeNumber(reserving, request);
  // Whoever stands in the way may have died, or given up.
  if (refusal.kind === 'already-issued' || (await releaseEnded(reserving)).length === 0) return refusal;
  return (await findRefusal(reserving.db, request)) ?? takeNumber(reserving, request);
}

function refuseVins({ vins }: ReservationRequest): void {
  if (vins.length === 0) throw new StoreConflict('record-not-valid', 'a reservation needs at least one VIN');
  if (new Set(vins).size !== vins.length)
    throw new StoreConflict('constraint-violated', 'a reservation names a VIN twice');
}

/**
 * The number is counted outside the transaction, so that makers do not wait for one another's. Where somebody else was faster it
 * is spent all the same, and its record says so.
 */
async function takeNumber(reserving: Reserving, request: ReservationRequest): Promise<Reservation> {
  const taken = await nextNumber(reserving.db, request);
  const refusal = await store(reserving, request, taken);
  if (refusal === null) return { kind: 'reserved', number: taken.number };
  await reserving.write((db) => storeSpent(db, reserving.owner, request, taken));
  return refusal;
}

async function nextNumber(db: Db, { makerCode, year }: ReservationRequest): Promise<Taken> {
  const { last: sequence } = await db.counters.put({ _id: counterOf({ makerCode, year }) }, { $inc: { last: 1 } });
  return { sequence, number: formatConfirmationNumber({ makerCode, year, sequence }) };
}

/** Tries again where an index refuses it: within the next transaction the reason is seen. */
async function store(reserving: Reserving, request: ReservationRequest, taken: Taken): Promise<Refusal | null> {
  for (let tries = 0; ; tries += 1) {
    try {
      return await reserving.write((db) => storeReservation(db, reserving.owner, request, taken));
    } catch (error) {
      if (!(error instanceof StoreConflict) || tries === 3) throw error;
    }
  }
}

/** Inside the caller's transaction. */
async function storeReservation(
  db: Db,
  owner: string,
  request: ReservationRequest,
  taken: Taken,
): Promise<Refusal | null> {
  const refusal = await findRefusal(db, request);
  if (refusal !== null) return refusal;
  const { number } = taken;
  const { idempotencyKey, supersedes } = request;
  await db.confirmations.insert([
    {
      ...recordOf(owner, request, taken),
      state: 'reserved',
      ...(idempotencyKey === null ? {} : { idempotencyKey }),
      ...(supersedes === null ? {} : { replacing: supersedes }),
    },
  ]);
  await db.confirmations.compute({ _id: number }, { set: FROM_NOW });
  await db.lines.insert(linesOf(number, request.vins));
  await tell(db, request, number, { phase: 'intended', detail: detailOf(request) });
  return null;
}

/** A number that was counted and is used for nothing. Inside the caller's transaction. */
async function storeSpent(db: Db, owner: string, request: ReservationRequest, taken: Taken): Promise<void> {
  await db.confirmations.insert([{ ...recordOf(owner, request, taken), state: 'released' }]);
  await tell(db, request, taken.number, { phase: 'intended', detail: detailOf(request) });
  await tell(db, request, taken.number, { phase: 'failed', detail: { code: 'reserved-by-another' } });
}

function recordOf(owner: string, request: ReservationRequest, { number, sequence }: Taken) {
  const { manufacturerId, makerCode, year, supersedes, requestHash, by, at } = request;
  const reserved = { owner, reservedBy: actorText(by), reservedAt: at };
  return { _id: number, manufacturerId, makerCode, year, sequence, supersedes, requestHash, ...reserved };
}

function linesOf(number: string, vins: readonly string[]): readonly LineRecord[] {
  return vins.map((vin, index) => ({
    _id: `${number}/${index + 1}`,
    ...{ number, line: index + 1, vin, backwards: backwards(vin) },
    status: 'reserved',
    claims: 'reserved',
  }));
}

async function tell(
  db: Db,
  { manufacturerId, by, at }: ReservationRequest,
  number: string,
  entry: { readonly phase: 'intended' | 'failed'; readonly detail: Readonly<Record<string, string>> },
): Promise<void> {
  await appendConfirmationAudit(db, { ...entry, at, by, action: 'issue-confirmation', number, manufacturerId });
}

function detailOf({ vins, supersedes }: ReservationRequest): Record<string, string> {
  const detail = { vehicles: String(vins.length) };
  return supersedes === null ? detail : { ...detail, supersedes };
}
