import type { VinHolders } from '../../ports/vin-holders.ts';
import type { Connection } from './sql.ts';

/** The port over the tables of reservations and lines. */
export function createVinHolders(db: Connection): VinHolders {
  return { taken: async (vins, except) => takenVins(db, vins, except) };
}

/** Two look-ups per VIN, each in its partial index. Live lines of the confirmation `except` are in nobody's way. */
export function takenVins(
  db: Connection,
  vins: readonly string[],
  except: string | null,
): readonly { readonly vin: string; readonly number: string | null }[] {
  const rows = db.all<{ vin: string; number: string | null }>(
    `SELECT asked.value AS vin, live.number AS number FROM json_each(?) AS asked
     LEFT JOIN lines AS live ON live.vin = asked.value AND live.status = 'live' AND live.number IS NOT ?
     LEFT JOIN lines AS open ON open.vin = asked.value AND open.status = 'reserved'
     WHERE live.number IS NOT NULL OR open.number IS NOT NULL ORDER BY asked.key`,
    JSON.stringify(vins),
    except,
  );
  return rows.map(({ vin, number }) => ({ vin, number }));
}
