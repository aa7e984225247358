import type { IntentRecord, Reservations } from '../../ports/reservations.ts';
import { StoreConflict } from '../../ports/store-conflict.ts';
import { complete } from './complete.ts';
import { findOpenReservation } from './open-reservation.ts';
import type { Owner } from './owner.ts';
import { releaseOwn } from './release.ts';
import { reserve } from './reserve.ts';
import type { Reserving } from './reserving.ts';
import type { Connection } from './sql.ts';
import { StoreUnusable } from './store-unusable.ts';

/** Numbers and VINs on their way to being issued, in SQLite. Each call is one synced transaction. */
export function createReservations(db: Connection, reserving: Reserving): Reservations {
  const { owner, holdings, patience } = reserving;
  const write = <Value>(work: () => Value) => patience(async () => db.write(work));
  return {
    reserve: async (request) => {
      const outcome = await write(() => reserve(db, reserving, request));
      if (outcome.kind === 'reserved') holdings.take(outcome.number);
      return outcome;
    },
    intend: (intent) => write(() => intend(db, owner, intent)),
    complete: async (completion) => {
      await write(() => complete(db, owner, completion));
      holdings.drop(completion.number);
    },
    release: async (given) => {
      try {
        await write(() => releaseOwn(db, owner, given));
        holdings.drop(given.number);
      } catch (error) {
        if (!(error instanceof StoreUnusable)) throw error;
        holdings.giveUp(given);
      }
    },
  };
}

/** Stores the content that is about to be signed. Throws unless it is of this number and names exactly the VINs reserved. */
function intend(db: Connection, owner: Owner, { number, content }: IntentRecord): void {
  findOpenReservation(db, owner, number, 'reserved');
  const reserved = db.all<{ vin: string }>('SELECT vin FROM lines WHERE number = ?', number).map((line) => line.vin);
  const named = new Set(content.vehicles.map((vehicle) => vehicle.vin));
  const same =
    content.vehicles.length === reserved.length && reserved.every((vin) => named.has(vin)) && content.number === number;
  if (!same)
    throw new StoreConflict(
      'reservation-content-differs',
      `the content to be signed is not what was reserved as ${number}`,
    );
  db.run(`UPDATE confirmations SET state = 'intended', content = ? WHERE number = ?`, JSON.stringify(content), number);
  for (const { vin, destination } of content.vehicles)
    db.run(
      'UPDATE lines SET destination = ?, test = ? WHERE number = ? AND vin = ?',
      destination,
      content.test ? 1 : 0,
      number,
      vin,
    );
}
