import type { IsoInstant } from '#core/confirmation/calendar.ts';
import type { Actor } from '../../model/access/actor.ts';
import { isPermitted } from '../../model/access/permissions.ts';
import type { AuditLog } from '../../ports/audit-log.ts';
import type { Clock } from '../../ports/clock.ts';

/** Look-ups by numbers of a manufacturer that found nothing, many within an hour: perhaps forged papers. */
export type ToldMisses = { readonly since: IsoInstant; readonly at: IsoInstant; readonly misses: number };

const DAYS = 30;
const DAY_MS = 86_400_000;
/** Entries about a manufacturer that are looked through. */
const MAX_ENTRIES = 500;
/** The newest that are shown. */
const MAX_TOLD = 5;

/** What was told the actor's manufacturer of such look-ups within 30 days, newest first; nothing for anybody else. */
export async function toldMisses(
  { auditLog, clock }: { readonly auditLog: Pick<AuditLog, 'about'>; readonly clock: Clock },
  actor: Actor,
): Promise<readonly ToldMisses[]> {
  const id = actor.organisation?.manufacturerId ?? null;
  if (id === null || !isPermitted(actor, 'read-manufacturer', { manufacturerId: id })) return [];
  const from = new Date(Date.parse(clock.now()) - DAYS * DAY_MS).toISOString();
  const entries = await auditLog.about({ kind: 'manufacturer', id }, MAX_ENTRIES);
  return entries
    .filter(({ action, at }) => action === 'count-missed-look-ups' && at >= from)
    .map(({ at, detail }) => ({ since: detail.since ?? at, at, misses: Number(detail.misses ?? 0) }))
    .toReversed()
    .slice(0, MAX_TOLD);
}
