import { actorText } from '../../model/access/actor.ts';
import type { RecordedEntry } from '../../model/access/audit-entry.ts';
import { replayedEntry } from '../records/replayed-entry.ts';
import { appendAudit } from './audit-log.ts';
import { ensureNumber } from './spent-number.ts';
import type { Connection } from './sql.ts';

type Replay = (db: Connection, entry: RecordedEntry) => void;

/** What ended something, and how it is ended again. What began something is not repeated: its data are not known. */
const REPLAYS: Readonly<Record<string, Replay>> = {
  'withdraw-confirmation': (db, { subject, detail, at, actor }) =>
    withdrawLines(db, subject.id, {
      vins: (detail.vins ?? '').split(' '),
      reason: detail.reason ?? 'other',
      at: detail.at ?? at,
      by: detail.by ?? actorText(actor),
    }),
  'supersede-confirmation': (db, { subject, detail, at, actor }) =>
    supersedeLines(db, subject.id, {
      supersededBy: detail.supersededBy ?? '',
      at: detail.at ?? at,
      by: detail.by ?? actorText(actor),
    }),
  'retire-seal': (db, { subject, detail, at, actor }) => {
    db.run(
      `UPDATE seals SET state = 'retired', retired_by = ?, retired_at = ? WHERE manufacturer_id = ? AND version = ? AND state <> 'retired'`,
      actorText(actor),
      at,
      subject.id,
      Number(detail.version ?? 0),
    );
  },
};

/** Does again what those entries ended, each with an entry of its own. Gives how many. Inside the caller's transaction. */
export function replayEntries(db: Connection, entries: readonly RecordedEntry[], at: string): number {
  let replayed = 0;
  for (const entry of entries) {
    const replay = REPLAYS[entry.action];
    if (replay === undefined || entry.phase !== 'succeeded' || isReplayed(db, entry)) continue;
    replay(db, entry);
    appendAudit(db, replayedEntry(entry, at));
    replayed += 1;
  }
  return replayed;
}

/** A second run after a restore that was made again finds its own entries. */
function isReplayed(db: Connection, { subject, hash }: RecordedEntry): boolean {
  const sql = `SELECT 1 FROM audit_entries WHERE subject_kind = ? AND subject_id = ? AND detail ->> '$.restored' = ? LIMIT 1`;
  return db.one(sql, subject.kind, subject.id, hash) !== null;
}

type Ended = { readonly at: string; readonly by: string };

/** Lines in force among those VINs are withdrawn. Nothing happens to a number that is not issued. */
export function withdrawLines(
  db: Connection,
  number: string,
  { vins, reason, at, by }: Ended & { readonly vins: readonly string[]; readonly reason: string },
): void {
  db.run(
    `UPDATE lines SET status = 'withdrawn', at = ?, by = ?, reason = ?
     WHERE number = ? AND status = 'live' AND vin IN (SELECT value FROM json_each(?))`,
    at,
    by,
    reason,
    number,
    JSON.stringify(vins),
  );
}

/** Every line in force is superseded. Nothing happens to a number that is not issued. */
export function supersedeLines(
  db: Connection,
  number: string,
  { supersededBy, at, by }: Ended & { readonly supersededBy: string },
): void {
  if (db.one(`SELECT 1 FROM lines WHERE number = ? AND status = 'live'`, number) === null) return;
  ensureNumber(db, supersededBy, at);
  db.run(
    `UPDATE lines SET status = 'superseded', at = ?, by = ?, superseded_by = ? WHERE number = ? AND status = 'live'`,
    at,
    by,
    supersededBy,
    number,
  );
}
