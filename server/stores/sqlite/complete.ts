import { actorText } from '../../model/access/actor.ts';
import type { CompletionRecord } from '../../ports/reservations.ts';
import { StoreConflict } from '../../ports/store-conflict.ts';
import { accompanyRecord } from './accompany-record.ts';
import { appendConfirmationAudit } from './audit-log.ts';
import { findOpenReservation } from './open-reservation.ts';
import type { Owner } from './owner.ts';
import type { Connection } from './sql.ts';

/** Makes an intended reservation live, names its sealed PDF and supersedes what it replaces, inside the caller's transaction. */
export function complete(db: Connection, owner: Owner, completion: CompletionRecord): void {
  const { number, sha256, keyId, sealVersion, by, at } = completion;
  const { supersedes } = findOpenReservation(db, owner, number, 'intended');
  // Before its own lines go live: a VIN has at most one live line at any moment.
  if (supersedes !== null) {
    refuseWithdrawn(db, number, supersedes);
    supersede(db, supersedes, completion);
  }
  db.run(`UPDATE lines SET status = 'live' WHERE number = ? AND status = 'reserved'`, number);
  db.run(
    `UPDATE confirmations SET state = 'live', sha256 = ?, key_id = ?, seal_version = ?, issued_by = ?, issued_at = ?, issued_ms = ?
     WHERE number = ?`,
    sha256,
    keyId,
    sealVersion,
    actorText(by),
    at,
    Date.parse(at),
    number,
  );
  accompanyRecord(db, number, at);
  const detail = { sha256, keyId, sealVersion: String(sealVersion) };
  appendConfirmationAudit(db, { at, by, action: 'issue-confirmation', phase: 'succeeded', number, detail });
}

function refuseWithdrawn(db: Connection, number: string, old: string): void {
  const withdrawn = db.one(
    `SELECT 1 FROM lines AS own JOIN lines AS former ON former.number = ? AND former.vin = own.vin
     WHERE own.number = ? AND former.status = 'withdrawn'`,
    old,
    number,
  );
  if (withdrawn !== null)
    throw new StoreConflict('replaced-withdrawn', `a vehicle of ${number} was withdrawn from ${old}`);
}

/** All live lines of the old confirmation: none of it stays in force beside its replacement. */
function supersede(db: Connection, old: string, { number, by, at }: CompletionRecord): void {
  const lines = db.run(
    `UPDATE lines SET status = 'superseded', at = ?, by = ?, superseded_by = ? WHERE number = ? AND status = 'live'`,
    at,
    actorText(by),
    number,
    old,
  );
  if (lines > 0)
    appendConfirmationAudit(db, {
      at,
      by,
      action: 'supersede-confirmation',
      phase: 'succeeded',
      number: old,
      detail: { supersededBy: number, lines: String(lines) },
    });
}
