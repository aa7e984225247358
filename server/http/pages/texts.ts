import type { IsoInstant } from '#core/confirmation/calendar.ts';
import type { Locale } from '../../i18n/words.ts';

const SHANGHAI_OFFSET_MS = 8 * 3_600_000;

/** A VIN in the groups in which people compare it: 3 (WMI), 6 (VDS), 8 (VIS). */
export function vinGroups(vin: string): readonly string[] {
  return [vin.slice(0, 3), vin.slice(3, 9), vin.slice(9)];
}

/** An instant as `2026-07-01 14:05:09`, in Beijing (no summer time since 1991) and in UTC. */
export function timeView(instant: IsoInstant) {
  const utc = Date.parse(instant);
  return { iso: instant, beijing: minuteText(utc + SHANGHAI_OFFSET_MS), utc: minuteText(utc) };
}

function minuteText(time: number): string {
  return new Date(time).toISOString().slice(0, 19).replace('T', ' ');
}

/** A size in bytes, kB or MB. */
export function sizeText(bytes: number, locale: Locale): string {
  const [unit, size]: [string, number] =
    bytes < 1_000 ? ['byte', 1] : bytes < 1_000_000 ? ['kilobyte', 1_000] : ['megabyte', 1_000_000];
  const unitDisplay = unit === 'byte' ? 'long' : 'short';
  return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay, maximumFractionDigits: 1 }).format(
    bytes / size,
  );
}
