import type { IntentRecord, Reservations } from '../../ports/reservations.ts';
import { StoreConflict } from '../../ports/store-conflict.ts';
import { complete } from './complete.ts';
import type { Db } from './database.ts';
import { MongoUnusable } from './mongo-fault.ts';
import { findOpenReservation } from './open-reservation.ts';
import { releaseOwn } from './release.ts';
import { reserve } from './reserve.ts';
import type { Reserving } from './reserving.ts';

/** Numbers and VINs on their way to being issued, in MongoDB. Each step is one transaction that a majority has on disk. */
export function createReservations(reserving: Reserving): Reservations {
  const { owner, holdings, write } = reserving;
  return {
    reserve: async (request) => {
      const known = holdings.ask();
      const outcome = await reserve(reserving, request);
      if (outcome.kind === 'reserved') holdings.take(outcome.number);
      known();
      return outcome;
    },
    intend: (intent) => write((db) => intend(db, owner, intent)),
    complete: async (completion) => {
      await write((db) => complete(db, owner, completion));
      holdings.drop(completion.number);
    },
    release: async (given) => {
      try {
        await write((db) => releaseOwn(db, owner, given));
        holdings.drop(given.number);
      } catch (error) {
        if (!(error instanceof MongoUnusable)) throw error;
        holdings.giveUp(given);
      }
    },
  };
}

/** Stores the content that is about to be signed. Throws unless it is of this number and names exactly the VINs reserved. */
async function intend(db: Db, owner: string, { number, content }: IntentRecord): Promise<void> {
  await findOpenReservation(db, owner, number, 'reserved');
  const reserved = await db.lines.many('lines of a confirmation', { number }, { fields: { vin: 1 } });
  const named = new Set(content.vehicles.map((vehicle) => vehicle.vin));
  const same =
    content.vehicles.length === reserved.length &&
    reserved.every(({ vin }) => named.has(vin)) &&
    content.number === number;
  if (!same)
    throw new StoreConflict(
      'reservation-content-differs',
      `the content to be signed is not what was reserved as ${number}`,
    );
  const text = JSON.stringify(content);
  await db.confirmations.change(
    { _id: number, owner, state: 'reserved' },
    { $set: { state: 'intended', content: text } },
  );
  for (const [destination, vins] of vinsByDestination(content.vehicles))
    await db.lines.change({ number, vin: { $in: vins } }, { $set: { destination, test: content.test } });
}

/** One write for each destination, whatever the number of vehicles. */
function vinsByDestination(vehicles: IntentRecord['content']['vehicles']): ReadonlyMap<string, string[]> {
  const grouped = new Map<string, string[]>();
  for (const { destination, vin } of vehicles) grouped.set(destination, [...(grouped.get(destination) ?? []), vin]);
  return grouped;
}
