import type { IsoInstant } from '#core/confirmation/calendar.ts';

const SHANGHAI_OFFSET_MS = 8 * 3_600_000;

/** An instant for a person: date and minute in Beijing, with the offset (no summer time since 1991). */
export function timeText(instant: IsoInstant): string {
  const local = new Date(Date.parse(instant) + SHANGHAI_OFFSET_MS).toISOString();
  return `${local.slice(0, 10)} ${local.slice(11, 16)} +08:00`;
}
