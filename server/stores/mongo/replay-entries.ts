import { actorText } from '../../model/access/actor.ts';
import type { RecordedEntry } from '../../model/access/audit-entry.ts';
import { replayedEntry } from '../records/replayed-entry.ts';
import { appendAudit } from './audit-log.ts';
import type { Db } from './database.ts';
import { ensureNumber } from './spent-number.ts';

type Replay = (db: Db, entry: RecordedEntry) => Promise<unknown>;

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
  'retire-seal': (db, { subject, detail, at, actor }) =>
    db.seals.change(
      { manufacturerId: subject.id, version: Number(detail.version ?? 0), state: { $ne: 'retired' } },
      { $set: { state: 'retired', retiredBy: actor, retiredAt: at } },
    ),
};

/** Does again what those entries ended, each with an entry of its own. Gives how many. Inside the caller's transaction. */
export async function replayEntries(db: Db, entries: readonly RecordedEntry[], at: string): Promise<number> {
  let replayed = 0;
  for (const entry of entries) {
    const replay = REPLAYS[entry.action];
    if (replay === undefined || entry.phase !== 'succeeded' || (await isReplayed(db, entry))) continue;
    await replay(db, entry);
    await appendAudit(db, replayedEntry(entry, at));
    replayed += 1;
  }
  return replayed;
}

/** A second run after a restore that was made again finds its own entries. */
async function isReplayed(db: Db, { subject, hash }: RecordedEntry): Promise<boolean> {
  const about = { 'subject.kind': subject.kind, 'subject.id': subject.id, 'detail.restored': hash };
  return (await db.entries.one('audit entries', about, { fields: { _id: 1 } })) !== null;
}

type Ended = { readonly at: string; readonly by: string };

/** Lines in force among those VINs are withdrawn. Nothing happens to a number that is not issued. */
async function withdrawLines(
  db: Db,
  number: string,
  { vins, reason, at, by }: Ended & { readonly vins: readonly string[]; readonly reason: string },
): Promise<void> {
  await db.lines.change(
    { number, status: 'live', vin: { $in: [...vins] } },
    { $set: { status: 'withdrawn', at, by, reason }, $unset: { claims: 1 } },
  );
}

/** Every line in force is superseded. Nothing happens to a number that is not issued. */
export async function supersedeLines(
  db: Db,
  number: string,
  { supersededBy, at, by }: Ended & { readonly supersededBy: string },
): Promise<void> {
  if ((await db.lines.one('lines of a confirmation', { number, status: 'live' })) === null) return;
  await ensureNumber(db, supersededBy, at);
  await db.lines.change(
    { number, status: 'live' },
    { $set: { status: 'superseded', at, by, supersededBy }, $unset: { claims: 1 } },
  );
}
