import { type IsoDate, isWithin } from '#core/confirmation/calendar.ts';
import { wmiOf } from '#core/confirmation/vin.ts';
import type { WmiAuthority } from './announcement-listing.ts';

/**
 * The authority under which a manufacturer may vouch for the VIN that day, or null. A small maker's identifier (third
 * character 9) is compared with all six characters: its first three are shared with others (ISO 3780).
 */
export function entitledToVin(wmis: readonly WmiAuthority[], vin: string, on: IsoDate): WmiAuthority | null {
  const wmi = wmiOf(vin);
  return wmis.find((authority) => authority.wmi === wmi && isWithin(authority, on)) ?? null;
}
