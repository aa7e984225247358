import type { ConfirmationContent } from '#core/confirmation/confirmation.ts';
import { actorText } from '../../model/access/actor.ts';
import type { CompletionRecord } from '../../ports/reservations.ts';
import { StoreConflict } from '../../ports/store-conflict.ts';
import { appendConfirmationAudit } from './audit-log.ts';
import type { Db } from './database.ts';
import { findOpenReservation } from './open-reservation.ts';
import { summarised } from './registered-confirmation.ts';

/** Makes an intended reservation live, names its sealed PDF and supersedes what it replaces, inside the caller's transaction. */
export async function complete(db: Db, owner: string, completion: CompletionRecord): Promise<void> {
  const { number, sha256, keyId, sealVersion, by, at } = completion;
  const { supersedes, content, manufacturerId } = await findOpenReservation(db, owner, number, 'intended');
  // Before its own lines go live: a VIN has at most one live line at any moment.
  if (supersedes !== null) {
    await refuseWithdrawn(db, number, supersedes);
    await supersede(db, supersedes, manufacturerId, completion);
  }
  await db.lines.change({ number, status: 'reserved' }, { $set: { status: 'live', claims: 'live' } });
  const issuedMs = Date.parse(at);
  await db.confirmations.change(
    { _id: number, owner, state: 'intended' },
    {
      $set: {
        ...{ state: 'live', sha256, keyId, sealVersion, issuedBy: actorText(by), issuedAt: at, issuedMs },
        summary: summarised(JSON.parse(content ?? '') as ConfirmationContent),
        // Its archive copy is to be made as soon as it can be.
        archive: { dueMs: issuedMs, renewals: 0, former: [] },
      },
      $unset: { replacing: 1, leaseUntil: 1 },
    },
  );
  const detail = { sha256, keyId, sealVersion: String(sealVersion) };
  const entry = { at, by, action: 'issue-confirmation', phase: 'succeeded', detail } as const;
  await appendConfirmationAudit(db, { ...entry, number, manufacturerId });
}

async function refuseWithdrawn(db: Db, number: string, old: string): Promise<void> {
  const vinOnly = { fields: { vin: 1 } } as const;
  const former = await db.lines.many('lines of a confirmation', { number: old, status: 'withdrawn' }, vinOnly);
  if (former.length === 0) return;
  const withdrawn = new Set(former.map(({ vin }) => vin));
  const own = await db.lines.many('lines of a confirmation', { number }, vinOnly);
  if (own.some(({ vin }) => withdrawn.has(vin)))
    throw new StoreConflict('replaced-withdrawn', `a vehicle of ${number} was withdrawn from ${old}`);
}

/** All live lines of the old confirmation: none of it stays in force beside its replacement. */
async function supersede(
  db: Db,
  old: string,
  manufacturerId: string,
  { number, by, at }: CompletionRecord,
): Promise<void> {
  const lines = await db.lines.change(
    { number: old, status: 'live' },
    { $set: { status: 'superseded', at, by: actorText(by), supersededBy: number }, $unset: { claims: 1 } },
  );
  if (lines === 0) return;
  const detail = { supersededBy: number, lines: String(lines) };
  const entry = { at, by, action: 'supersede-confirmation', phase: 'succeeded', detail } as const;
  await appendConfirmationAudit(db, { ...entry, number: old, manufacturerId });
}
