import type { VinHolders } from '../../ports/vin-holders.ts';
import type { Database, Db } from './database.ts';

type TakenVin = { readonly vin: string; readonly number: string | null };

/** The port over the lines. */
export function createVinHolders({ db }: Database): VinHolders {
  return { taken: (vins, except) => takenVins(db, vins, except) };
}

/** In the order asked for. Live lines of the confirmation `except` are in nobody's way. */
export async function takenVins(db: Db, vins: readonly string[], except: string | null): Promise<readonly TakenVin[]> {
  if (vins.length === 0) return [];
  const claims = await db.lines.many('holders of VINs', {
    vin: { $in: [...vins] },
    claims: { $exists: true, $in: ['reserved', 'live'] },
  });
  return vins.flatMap((vin): readonly TakenVin[] => {
    const ofVin = claims.filter((line) => line.vin === vin);
    const live = ofVin.find((line) => line.claims === 'live' && line.number !== except);
    if (live !== undefined) return [{ vin, number: live.number }];
    return ofVin.some((line) => line.claims === 'reserved') ? [{ vin, number: null }] : [];
  });
}
