import { parseConfirmationNumber } from '#core/confirmation/confirmation-number.ts';
import { actorRef, actorText } from '../../model/access/actor.ts';
import { manufacturerStream } from '../../model/access/audit-entry.ts';
import type { Adoption, AdoptionOutcome } from '../../ports/recovery.ts';
import { StoreConflict } from '../../ports/store-conflict.ts';
import { type AdoptedLine, adoptedLines, storeAdoptedLines } from './adopted-lines.ts';
import { appendAudit } from './audit-log.ts';
import type { Db } from './database.ts';
import { summarised } from './registered-confirmation.ts';
import { supersedeLines } from './replay-entries.ts';
import type { AwaitedRecord } from './schema/recovery-schemas.ts';
import { ensureNumber } from './spent-number.ts';
import { takenVins } from './vin-holders.ts';

/**
 * Makes the record of a sealed file that this install issued and does not know any more: with its lines as they were
 * issued, then with everything that ended them since. Inside the caller's transaction.
 */
export async function adopt(db: Db, adoption: Adoption): Promise<AdoptionOutcome> {
  const { number } = adoption.content;
  const held = await db.confirmations.one('confirmation by number', { _id: number, state: 'live' });
  if (held !== null) return held.sha256 === adoption.sha256 ? { kind: 'known' } : { kind: 'number-of-another' };
  const awaited = await db.awaited.one('documents awaited', { _id: number });
  if (awaited !== null && awaited.sha256 !== adoption.sha256) return { kind: 'number-of-another' };
  const lines = await adoptedLines(db, adoption);
  const taken = await vinsInTheWay(db, adoption, lines);
  if (taken.length > 0) return { kind: 'vins-taken', vins: taken };
  await supersedeFormer(db, adoption);
  await storeRecord(db, adoption, awaited);
  await storeAdoptedLines(db, number, lines);
  await db.awaited.remove({ _id: number });
  await tellOf(db, adoption, awaited);
  return { kind: 'adopted' };
}

/** VINs that another confirmation has in force: two for one vehicle are never. */
async function vinsInTheWay(db: Db, { content }: Adoption, lines: readonly AdoptedLine[]): Promise<readonly string[]> {
  const vins = lines.filter(({ standing }) => standing.status === 'live').map(({ vin }) => vin);
  return (await takenVins(db, vins, content.supersedes)).map(({ vin }) => vin);
}

async function supersedeFormer(db: Db, { content: { supersedes, number }, by, at }: Adoption): Promise<void> {
  if (supersedes === null) return;
  await ensureNumber(db, supersedes, at);
  await ensureNumber(db, number, at);
  await supersedeLines(db, supersedes, { supersededBy: number, at, by: actorText(by) });
}

async function storeRecord(
  db: Db,
  { content, manufacturerId, keyId, sha256, by, at }: Adoption,
  awaited: AwaitedRecord | null,
): Promise<void> {
  const { number, issuedAt, supersedes } = content;
  if (parseConfirmationNumber(number)?.number !== number)
    throw new StoreConflict('record-not-valid', 'the number of a confirmation is not spelled properly');
  await ensureNumber(db, number, at);
  await db.lines.remove({ number });
  await db.confirmations.change(
    { _id: number },
    {
      $set: {
        ...{ state: 'live', manufacturerId, supersedes, sha256, keyId: awaited?.keyId || keyId, issuedAt },
        ...{ content: JSON.stringify(content), summary: summarised(content), issuedMs: Date.parse(issuedAt) },
        sealVersion: awaited?.sealVersion ?? null,
        issuedBy: awaited?.issuedBy ?? actorText(by),
        archive: { dueMs: Date.parse(at), renewals: 0, former: [] },
      },
      $unset: { idempotencyKey: 1, replacing: 1, leaseUntil: 1 },
    },
  );
}

async function tellOf(
  db: Db,
  { content, manufacturerId, keyId, sha256, by, at }: Adoption,
  awaited: AwaitedRecord | null,
): Promise<void> {
  await appendAudit(db, {
    stream: manufacturerStream(manufacturerId),
    at,
    actor: actorRef(by),
    action: 'adopt-confirmation',
    phase: 'succeeded',
    subject: { kind: 'confirmation', id: content.number },
    detail: { sha256, keyId, awaited: String(awaited !== null) },
  });
}
