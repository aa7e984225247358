import type { RegisteredConfirmation } from '#core/confirmation/confirmation.ts';
import { actorText } from '../../model/access/actor.ts';
import type { Withdrawal, WithdrawalOutcome } from '../../ports/registry.ts';
import { appendConfirmationAudit } from './audit-log.ts';
import { findConfirmation } from './registered-confirmation.ts';
import type { Connection } from './sql.ts';

/** Withdraws the live lines among those asked for, inside the caller's transaction. */
export function withdraw(db: Connection, withdrawal: Withdrawal): WithdrawalOutcome {
  const { number, vins } = withdrawal;
  const confirmation = findConfirmation(db, number);
  if (confirmation === null) return { kind: 'not-found' };
  const known = new Set(confirmation.lines.map((line) => line.vin));
  const unknown = (vins ?? []).filter((vin) => !known.has(vin));
  if (unknown.length > 0) return { kind: 'vin-not-in-confirmation', vins: unknown };
  const withdrawn = liveVins(confirmation, vins);
  if (withdrawn.length === 0) return { kind: 'already-withdrawn', confirmation };
  markWithdrawn(db, withdrawal, withdrawn);
  const changed = findConfirmation(db, number);
  return changed === null ? { kind: 'not-found' } : { kind: 'withdrawn', confirmation: changed };
}

function liveVins(confirmation: RegisteredConfirmation, asked: readonly string[] | null): readonly string[] {
  const wanted = asked === null ? null : new Set(asked);
  return confirmation.lines
    .filter((line) => line.standing.status === 'live' && (wanted?.has(line.vin) ?? true))
    .map((line) => line.vin);
}

function markWithdrawn(db: Connection, withdrawal: Withdrawal, vins: readonly string[]): void {
  const { number, reason, by, at } = withdrawal;
  db.run(
    `UPDATE lines SET status = 'withdrawn', at = ?, by = ?, reason = ?
     WHERE number = ? AND status = 'live' AND vin IN (SELECT value FROM json_each(?))`,
    at,
    actorText(by),
    reason,
    number,
    JSON.stringify(vins),
  );
  const detail = { reason, vins: vins.join(' ') };
  appendConfirmationAudit(db, { at, by, action: 'withdraw-confirmation', phase: 'succeeded', number, detail });
}
