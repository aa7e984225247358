import { parseConfirmationNumber } from '#core/confirmation/confirmation-number.ts';
import { type ActorRef, actorRef, actorText } from '../../model/access/actor.ts';
import type { AuditAction, RecordedEntry } from '../../model/access/audit-entry.ts';
import type { Recovery } from '../../ports/journal.ts';
import type { RecoveryPlan, RecoveryRegister, RecoveryReport } from '../../ports/recovery.ts';
import { SHARED_KINDS } from '../../ports/shared-records.ts';
import { adopt } from './adopt.ts';
import { appendAudit } from './audit-log.ts';
import type { Database, Db } from './database.ts';
import { replayEntries } from './replay-entries.ts';
import { skipNumbers } from './skip-numbers.ts';

/** The one record of the last restore. */
const RESTORE = { _id: 'restore' } as const;

/** What MongoDB holds of a restore. */
export function createRecoveryRegister({ db, write }: Database): RecoveryRegister {
  return {
    state: () => state(db),
    mayBeLost: (number) => mayBeLost(db, number),
    holdsFiles: () => holdsFiles(db),
    recover: (plan) => write((within) => recover(within, plan)),
    confirm: (by, at) => write((within) => confirm(within, by, at)),
    adopt: (adoption) => write((within) => adopt(within, adoption)),
  };
}

async function state(db: Db): Promise<Recovery | null> {
  const known = await db.recovery.one('recovery', RESTORE);
  if (known === null) return null;
  const { restoredAt, isComplete, confirmedAt } = known;
  return { restoredAt, isComplete, confirmedAt };
}

/** A number whose reservation was ended is among them: it may have been issued after the moment of the database. */
async function mayBeLost(db: Db, number: string): Promise<boolean> {
  const parts = parseConfirmationNumber(number);
  if (parts === null || (await state(db)) === null) return false;
  const { makerCode, year, sequence } = parts;
  const within = { makerCode, year, first: { $lte: sequence }, last: { $gte: sequence } };
  if ((await db.unrecovered.one('numbers unrecovered', within)) !== null) return true;
  const released = { _id: number, state: 'released' } as const;
  return (await db.confirmations.one('confirmation by number', released, { fields: { _id: 1 } })) !== null;
}

async function holdsFiles(db: Db): Promise<boolean> {
  const known = await state(db);
  return known !== null && (known.confirmedAt === null || (await db.awaited.one('documents awaited', {})) !== null);
}

async function recover(db: Db, plan: RecoveryPlan): Promise<RecoveryReport> {
  const { at, by, isComplete, missing } = plan;
  // First: what is replayed spends the numbers that it names.
  const skipped = await skipNumbers(db, plan);
  const replayed = await replayEntries(db, missing, at);
  await renewRevisions(db, at);
  for (const entry of missing) await awaitDocument(db, entry);
  const awaited = await awaitedNumbers(db);
  const confirmedAt = isComplete && awaited.length === 0 ? at : null;
  await db.recovery.set(RESTORE, { $set: { restoredAt: at, isComplete, confirmedAt } });
  await tell(db, 'restore-install', by, at, {
    complete: String(isComplete),
    replayed: String(replayed),
    awaited: String(awaited.length),
    skipped: String(skipped.reduce((sum, { first, last }) => sum + last - first + 1, 0)),
  });
  return { replayed, skipped, awaited, recovery: { restoredAt: at, isComplete, confirmedAt } };
}

/**
 * Beyond every revision that was there before the store was set back: an instance that runs on would else take what it read then for
 * what is there when changes have counted up to the same revision.
 */
async function renewRevisions(db: Db, at: string): Promise<void> {
  for (const _id of SHARED_KINDS) {
    await db.sharedRevisions.change({ _id }, { $inc: { revision: 1 } });
    await db.sharedRevisions.change({ _id }, { $max: { revision: Date.parse(at) } });
  }
}

/** What the journal knows of a document that the database does not have. */
async function awaitDocument(db: Db, { action, phase, subject, detail, actor }: RecordedEntry): Promise<void> {
  if (phase !== 'succeeded' || (action !== 'issue-confirmation' && action !== 'adopt-confirmation')) return;
  const live = { _id: subject.id, state: 'live' } as const;
  if ((await db.confirmations.one('confirmation by number', live, { fields: { _id: 1 } })) !== null) return;
  if ((await db.awaited.one('documents awaited', { _id: subject.id })) !== null) return;
  const version = Number(detail.sealVersion);
  const sealVersion = Number.isInteger(version) ? version : null;
  const { sha256 = '', keyId = '' } = detail;
  await db.awaited.insert([{ _id: subject.id, sha256, keyId, sealVersion, issuedBy: actorText(actor) }]);
}

async function awaitedNumbers(db: Db): Promise<readonly string[]> {
  const found = await db.awaited.many('documents awaited', {}, { sort: { _id: 1 }, fields: { _id: 1 } });
  return found.map(({ _id }) => _id);
}

async function confirm(db: Db, by: ActorRef, at: string): Promise<boolean> {
  const changed = await db.recovery.change({ ...RESTORE, confirmedAt: null }, { $set: { confirmedAt: at } });
  if (changed === 0) return false;
  await tell(db, 'confirm-restore', by, at, { awaited: String((await awaitedNumbers(db)).length) });
  return true;
}

async function tell(
  db: Db,
  action: AuditAction,
  by: ActorRef,
  at: string,
  detail: Record<string, string>,
): Promise<void> {
  const subject = { kind: 'install', id: 'registry' } as const;
  await appendAudit(db, { stream: 'operator', at, actor: actorRef(by), action, phase: 'succeeded', subject, detail });
}
