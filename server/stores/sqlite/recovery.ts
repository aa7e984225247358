import { parseConfirmationNumber } from '#core/confirmation/confirmation-number.ts';
import { type ActorRef, actorRef, actorText } from '../../model/access/actor.ts';
import type { AuditAction, RecordedEntry } from '../../model/access/audit-entry.ts';
import type { Recovery } from '../../ports/journal.ts';
import type { RecoveryPlan, RecoveryRegister, RecoveryReport } from '../../ports/recovery.ts';
import { adopt } from './adopt.ts';
import { appendAudit } from './audit-log.ts';
import { replayEntries } from './replay-entries.ts';
import { skipNumbers } from './skip-numbers.ts';
import type { Connection } from './sql.ts';

/** What SQLite holds of a restore. */
export function createRecoveryRegister(db: Connection): RecoveryRegister {
  return {
    state: async () => state(db),
    mayBeLost: async (number) => mayBeLost(db, number),
    holdsFiles: async () => holdsFiles(db),
    recover: async (plan) => db.write(() => recover(db, plan)),
    confirm: async (by, at) => db.write(() => confirm(db, by, at)),
    adopt: async (adoption) => db.write(() => adopt(db, adoption)),
  };
}

function state(db: Connection): Recovery | null {
  const row = db.one<{ restoredAt: string; complete: number; confirmedAt: string | null }>(
    'SELECT restored_at AS restoredAt, complete, confirmed_at AS confirmedAt FROM recovery',
  );
  if (row === null) return null;
  return { restoredAt: row.restoredAt, isComplete: row.complete === 1, confirmedAt: row.confirmedAt };
}

/** A number whose reservation was ended is among them: it may have been issued after the moment of the database. */
function mayBeLost(db: Connection, number: string): boolean {
  const parts = parseConfirmationNumber(number);
  if (parts === null || state(db) === null) return false;
  const { makerCode, year, sequence } = parts;
  const isSkipped = db.one(
    'SELECT 1 FROM unrecovered WHERE maker_code = ? AND year = ? AND ? BETWEEN first AND last',
    makerCode,
    year,
    sequence,
  );
  return (
    isSkipped !== null || db.one(`SELECT 1 FROM confirmations WHERE number = ? AND state = 'released'`, number) !== null
  );
}

function holdsFiles(db: Connection): boolean {
  const known = state(db);
  return known !== null && (known.confirmedAt === null || db.one('SELECT 1 FROM awaited LIMIT 1') !== null);
}

function recover(db: Connection, plan: RecoveryPlan): RecoveryReport {
  const { at, by, isComplete, missing } = plan;
  // First: what is replayed spends the numbers that it names.
  const skipped = skipNumbers(db, plan);
  const replayed = replayEntries(db, missing, at);
  renewRevisions(db, at);
  for (const entry of missing) awaitDocument(db, entry);
  const awaited = awaitedNumbers(db);
  const confirmedAt = isComplete && awaited.length === 0 ? at : null;
  db.run(
    `INSERT INTO recovery (id, restored_at, complete, confirmed_at) VALUES (1, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET restored_at = excluded.restored_at, complete = excluded.complete, confirmed_at = excluded.confirmed_at`,
    at,
    isComplete ? 1 : 0,
    confirmedAt,
  );
  tell(db, 'restore-install', by, at, {
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
function renewRevisions(db: Connection, at: string): void {
  db.run('UPDATE shared_revisions SET revision = max(revision + 1, ?)', Date.parse(at));
}

/** What the journal knows of a document that the database does not have. */
function awaitDocument(db: Connection, { action, phase, subject, detail, actor }: RecordedEntry): void {
  if (phase !== 'succeeded' || (action !== 'issue-confirmation' && action !== 'adopt-confirmation')) return;
  if (db.one(`SELECT 1 FROM confirmations WHERE number = ? AND state = 'live'`, subject.id) !== null) return;
  const version = Number(detail.sealVersion);
  db.run(
    `INSERT INTO awaited (number, sha256, key_id, seal_version, issued_by) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
    subject.id,
    detail.sha256 ?? '',
    detail.keyId ?? '',
    Number.isInteger(version) ? version : null,
    actorText(actor),
  );
}

function awaitedNumbers(db: Connection): readonly string[] {
  return db.all<{ number: string }>('SELECT number FROM awaited ORDER BY number').map(({ number }) => number);
}

function confirm(db: Connection, by: ActorRef, at: string): boolean {
  if (db.run('UPDATE recovery SET confirmed_at = ? WHERE confirmed_at IS NULL', at) === 0) return false;
  tell(db, 'confirm-restore', by, at, { awaited: String(awaitedNumbers(db).length) });
  return true;
}

function tell(db: Connection, action: AuditAction, by: ActorRef, at: string, detail: Record<string, string>): void {
  const subject = { kind: 'install', id: 'registry' } as const;
  appendAudit(db, { stream: 'operator', at, actor: actorRef(by), action, phase: 'succeeded', subject, detail });
}
