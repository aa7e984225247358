import type { RegisteredConfirmation } from '#core/confirmation/confirmation.ts';
import { actorText } from '../../model/access/actor.ts';
import type { Withdrawal, WithdrawalOutcome } from '../../ports/registry.ts';
import { appendConfirmationAudit } from './audit-log.ts';
import type { Db } from './database.ts';
import { findConfirmation } from './registered-confirmation.ts';

/** Withdraws the live lines among those asked for, inside the caller's transaction. */
export async function withdraw(db: Db, withdrawal: Withdrawal): Promise<WithdrawalOutcome> {
  const { number, vins } = withdrawal;
  const confirmation = await findConfirmation(db, number);
  if (confirmation === null) return { kind: 'not-found' };
  const known = new Set(confirmation.lines.map((line) => line.vin));
  const unknown = (vins ?? []).filter((vin) => !known.has(vin));
  if (unknown.length > 0) return { kind: 'vin-not-in-confirmation', vins: unknown };
  const withdrawn = liveVins(confirmation, vins);
  if (withdrawn.length === 0) return { kind: 'already-withdrawn', confirmation };
  await markWithdrawn(db, confirmation.manufacturerId, withdrawal, withdrawn);
  const changed = await findConfirmation(db, number);
  return changed === null ? { kind: 'not-found' } : { kind: 'withdrawn', confirmation: changed };
}

function liveVins(confirmation: RegisteredConfirmation, asked: readonly string[] | null): readonly string[] {
  const wanted = asked === null ? null : new Set(asked);
  return confirmation.lines
    .filter((line) => line.standing.status === 'live' && (wanted?.has(line.vin) ?? true))
    .map((line) => line.vin);
}

async function markWithdrawn(
  db: Db,
  manufacturerId: string,
  { number, reason, by, at }: Withdrawal,
  vins: readonly string[],
): Promise<void> {
  await db.lines.change(
    { number, status: 'live', vin: { $in: [...vins] } },
    { $set: { status: 'withdrawn', at, by: actorText(by), reason }, $unset: { claims: 1 } },
  );
  const detail = { reason, vins: vins.join(' ') };
  const entry = { at, by, action: 'withdraw-confirmation', phase: 'succeeded', detail } as const;
  await appendConfirmationAudit(db, { ...entry, number, manufacturerId });
}
