import type { IsoInstant } from '#core/confirmation/calendar.ts';
import type { VehicleRequest } from './vehicle-request.ts';

const DAY_MS = 86_400_000;

/** Days after its last change for which a draft that was never submitted is kept: longer than the 180-day rule can ask for it. */
export const DRAFT_DAYS = 200;
/** Days before a draft is erased on which its writers are told. */
export const DRAFT_NOTICE_DAYS = 14;
/** Days after its end for which the scans of a request are kept: time for questions about what was decided. */
export const ATTACHMENT_DAYS = 90;

/** When a request that was never submitted is erased; null for any other. A draft not before its writers had their days. */
export function erasedAt({ submittedAt, state, events, createdAt }: VehicleRequest): IsoInstant | null {
  if (submittedAt !== null) return null;
  const changed = events.findLast(({ kind }) => kind !== 'draft-ending')?.at ?? createdAt;
  const due = later(changed, DRAFT_DAYS);
  const told = noticeOf(events);
  if (state !== 'draft' || told === null) return due;
  return [due, later(told, DRAFT_NOTICE_DAYS)].toSorted().at(-1) ?? due;
}

/** Whether its writers were told since the draft was last changed. */
export function isToldOfEnd({ events }: VehicleRequest): boolean {
  return noticeOf(events) !== null;
}

function noticeOf(events: VehicleRequest['events']): IsoInstant | null {
  const last = events.at(-1);
  return last?.kind === 'draft-ending' ? last.at : null;
}

/** When the octets of its attachments are erased; null where it has none, or has not ended. */
export function attachmentsErasedAt({ state, events, attachments, createdAt }: VehicleRequest): IsoInstant | null {
  const hasEnded = state === 'closed' || state === 'cancelled';
  if (!hasEnded || attachments.length === 0) return null;
  return later(events.at(-1)?.at ?? createdAt, ATTACHMENT_DAYS);
}

function later(instant: IsoInstant, days: number): IsoInstant {
  return new Date(Date.parse(instant) + days * DAY_MS).toISOString();
}

/** The instant so many days before. */
export function daysBefore(instant: IsoInstant, days: number): IsoInstant {
  return later(instant, -days);
}
