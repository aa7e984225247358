import { type Result, refuse, succeed } from '#core/confirmation/errors.ts';
import type { Actor } from '../../model/access/actor.ts';
import type { AuditSubject } from '../../model/access/audit-entry.ts';
import { type Action, isPermitted, type Reach, reachOf } from '../../model/access/permissions.ts';
import { type ActDependencies, authorize } from './act.ts';

/** What of the permission table is for reading. */
export type ReadAction = Extract<Action, `read-${string}`>;

/**
 * How far the actor may read; `not-permitted`, which the operator's chain tells, where it may read nothing of the kind.
 * Reading goes on over a database that was set back, for whoever is at the terminal.
 */
export async function readable(
  { auditLog, clock }: Pick<ActDependencies, 'auditLog' | 'clock'>,
  actor: Actor,
  action: ReadAction,
  subject: AuditSubject,
): Promise<Result<Exclude<Reach, 'none'>>> {
  const reach = reachOf(actor, action);
  if (reach !== 'none') return succeed(reach);
  const refused = await authorize({ auditLog, clock }, actor, action, subject);
  return refused.ok ? refuse('not-permitted', { action }) : refused;
}

/** Whether the actor may read what belongs to a manufacturer; one that it may not is unknown. */
export async function readableManufacturer(
  deps: Pick<ActDependencies, 'auditLog' | 'clock'>,
  manufacturerId: string,
  actor: Actor,
): Promise<Result<null>> {
  const subject = { kind: 'manufacturer', id: manufacturerId } as const;
  const permitted = await readable(deps, actor, 'read-manufacturer', subject);
  if (!permitted.ok) return permitted;
  return isPermitted(actor, 'read-manufacturer', { manufacturerId }) ? succeed(null) : refuse('manufacturer-unknown');
}
