/** Calendar days of the trade: ISO dates (`YYYY-MM-DD`) in Asia/Shanghai, ISO instants (`…Z`) elsewhere. */

/** An ISO 8601 calendar date, `YYYY-MM-DD`. */
export type IsoDate = string;
/** An ISO 8601 instant in UTC, `YYYY-MM-DDTHH:mm:ss.sssZ` or without the fraction. */
export type IsoInstant = string;

const DAY_MS = 86_400_000;
/** Asia/Shanghai has had one offset and no summer time since 1991. */
const SHANGHAI_OFFSET_MS = 8 * 3_600_000;

/** True for a real calendar date: `2026-02-30` is none. */
export function isIsoDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  return Number.isFinite(time) && new Date(time).toISOString().startsWith(text);
}

/** Whole calendar days from one date to another; the start day is not counted. Negative when `to` is earlier. */
export function daysBetween(from: IsoDate, to: IsoDate): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY_MS);
}

/** The date that many calendar days later (earlier when negative). */
export function addDays(date: IsoDate, days: number): IsoDate {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

/** The calendar date in Asia/Shanghai at an instant. */
export function shanghaiDate(instant: IsoInstant): IsoDate {
  return new Date(Date.parse(instant) + SHANGHAI_OFFSET_MS).toISOString().slice(0, 10);
}

/** A half-open or closed span of dates in which a name, listing, WMI or outlet holds; `until` is the last day, null while it lasts. */
export type ValidityInterval = { readonly from: IsoDate; readonly until: IsoDate | null };

/** True when the date lies in the interval, both ends included. */
export function isWithin(interval: ValidityInterval, date: IsoDate): boolean {
  return interval.from <= date && (interval.until === null || date <= interval.until);
}
