import { parseConfirmationNumber } from '#core/confirmation/confirmation-number.ts';
import { actorRef, actorText } from '../../model/access/actor.ts';
import { manufacturerStream } from '../../model/access/audit-entry.ts';
import type { Adoption, AdoptionOutcome } from '../../ports/recovery.ts';
import { StoreConflict } from '../../ports/store-conflict.ts';
import { accompanyRecord } from './accompany-record.ts';
import { type AdoptedLine, adoptedLines, storeAdoptedLines } from './adopted-lines.ts';
import { appendAudit } from './audit-log.ts';
import { supersedeLines } from './replay-entries.ts';
import { ensureNumber } from './spent-number.ts';
import type { Connection } from './sql.ts';
import { takenVins } from './vin-holders.ts';

type Awaited = {
  readonly sha256: string;
  readonly keyId: string;
  readonly sealVersion: number | null;
  readonly issuedBy: string;
};

/**
 * Makes the record of a sealed file that this install issued and does not know any more: with its lines as they were
 * issued, then with everything that ended them since. Inside the caller's transaction.
 */
export function adopt(db: Connection, adoption: Adoption): AdoptionOutcome {
  const { number } = adoption.content;
  const held = db.one<{ sha256: string }>(
    `SELECT sha256 FROM confirmations WHERE number = ? AND state = 'live'`,
    number,
  );
  if (held !== null) return held.sha256 === adoption.sha256 ? { kind: 'known' } : { kind: 'number-of-another' };
  const awaited = db.one<Awaited>(
    'SELECT sha256, key_id AS keyId, seal_version AS sealVersion, issued_by AS issuedBy FROM awaited WHERE number = ?',
    number,
  );
  if (awaited !== null && awaited.sha256 !== adoption.sha256) return { kind: 'number-of-another' };
  const lines = adoptedLines(db, adoption);
  const taken = vinsInTheWay(db, adoption, lines);
  if (taken.length > 0) return { kind: 'vins-taken', vins: taken };
  supersedeFormer(db, adoption);
  storeRecord(db, adoption, awaited);
  storeAdoptedLines(db, number, lines);
  db.run('DELETE FROM awaited WHERE number = ?', number);
  tellOf(db, adoption, awaited);
  return { kind: 'adopted' };
}

/** VINs that another confirmation has in force: two for one vehicle are never. */
function vinsInTheWay(db: Connection, { content }: Adoption, lines: readonly AdoptedLine[]): readonly string[] {
  const vins = lines.filter(({ standing }) => standing.status === 'live').map(({ vin }) => vin);
  return takenVins(db, vins, content.supersedes).map(({ vin }) => vin);
}

function supersedeFormer(db: Connection, { content: { supersedes, number }, by, at }: Adoption): void {
  if (supersedes === null) return;
  ensureNumber(db, supersedes, at);
  ensureNumber(db, number, at);
  supersedeLines(db, supersedes, { supersededBy: number, at, by: actorText(by) });
}

function storeRecord(
  db: Connection,
  { content, manufacturerId, keyId, sha256, by, at }: Adoption,
  awaited: Awaited | null,
): void {
  const { number, issuedAt } = content;
  if (parseConfirmationNumber(number)?.number !== number)
    throw new StoreConflict('record-not-valid', 'the number of a confirmation is not spelled properly');
  ensureNumber(db, number, at);
  db.run('DELETE FROM lines WHERE number = ?', number);
  db.run(
    `UPDATE confirmations SET state = 'live', manufacturer_id = ?, supersedes = ?, idempotency_key = NULL, content = ?, sha256 = ?,
       key_id = ?, seal_version = ?, issued_by = ?, issued_at = ?, issued_ms = ? WHERE number = ?`,
    manufacturerId,
    content.supersedes,
    JSON.stringify(content),
    sha256,
    awaited?.keyId || keyId,
    awaited?.sealVersion ?? null,
    awaited?.issuedBy ?? actorText(by),
    issuedAt,
    Date.parse(issuedAt),
    number,
  );
  accompanyRecord(db, number, at);
}

function tellOf(
  db: Connection,
  { content, manufacturerId, keyId, sha256, by, at }: Adoption,
  awaited: Awaited | null,
): void {
  const detail = { sha256, keyId, awaited: String(awaited !== null) };
  appendAudit(db, {
    stream: manufacturerStream(manufacturerId),
    at,
    actor: actorRef(by),
    action: 'adopt-confirmation',
    phase: 'succeeded',
    subject: { kind: 'confirmation', id: content.number },
    detail,
  });
}
