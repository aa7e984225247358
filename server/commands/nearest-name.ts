import { nearestVin } from '#core/confirmation/nearest-vin.ts';

/** The name that was perhaps meant: one slip for every three characters, no more. Null where none is so near. */
export function nearestName(typed: string, names: readonly string[]): string | null {
  // The comparison is of any two texts; VINs are what it is mostly asked for.
  const nearest = nearestVin(typed.toLowerCase(), names);
  if (nearest === null || nearest.differences.length > Math.ceil(typed.length / 3)) return null;
  return nearest.vin;
}
