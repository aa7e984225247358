import { type ActorRef, actorRef } from '../../model/access/actor.ts';
import { linkEntry } from '../../model/access/audit-chain.ts';
import {
  type AuditEntry,
  type ChainHead,
  manufacturerStream,
  type RecordedEntry,
} from '../../model/access/audit-entry.ts';
import type { AuditChain, AuditLog } from '../../ports/audit-log.ts';
import type { Connection } from './sql.ts';

/** What a chain of entries is written with. */
export type AuditWriter = Pick<Connection, 'one' | 'run'>;

/** Adds one entry, inside the caller's transaction: what happened and its entry stand or fall together. */
export function appendAudit(db: AuditWriter, entry: AuditEntry): void {
  storeEntry(db, linkEntry(entry, headOf(db, entry.stream)));
}

/** An entry about a confirmation, in the chain of its manufacturer. Inside the caller's transaction. */
export function appendConfirmationAudit(
  db: AuditWriter,
  {
    number,
    by,
    ...entry
  }: Pick<AuditEntry, 'at' | 'action' | 'phase' | 'detail'> & {
    readonly number: string;
    readonly by: ActorRef;
  },
): void {
  const owner = db.one<{ id: string }>('SELECT manufacturer_id AS id FROM confirmations WHERE number = ?', number);
  if (owner === null) throw new Error(`there is no confirmation ${number}`);
  const subject = { kind: 'confirmation', id: number } as const;
  appendAudit(db, { ...entry, stream: manufacturerStream(owner.id), actor: actorRef(by), subject });
}

function headOf(db: AuditWriter, stream: string): ChainHead | null {
  return db.one<ChainHead>('SELECT position, hash FROM audit_heads WHERE stream = ?', stream);
}

/** Stores an entry that was linked to the head of its chain, and makes it the head. Its place can be taken once only. */
export function storeEntry(db: AuditWriter, entry: RecordedEntry): void {
  const { stream, position, previous, hash, at, actor, action, phase, subject, detail } = entry;
  db.run(
    `INSERT INTO audit_entries (stream, position, previous, hash, at, actor_kind, actor_id, actor_name, action, phase,
       subject_kind, subject_id, detail) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    stream,
    position,
    previous,
    hash,
    at,
    actor.kind,
    actor.id,
    actor.name,
    action,
    phase,
    subject.kind,
    subject.id,
    JSON.stringify(detail),
  );
  db.run(
    `INSERT INTO audit_heads (stream, position, hash) VALUES (?, ?, ?)
     ON CONFLICT (stream) DO UPDATE SET position = excluded.position, hash = excluded.hash`,
    stream,
    position,
    hash,
  );
}

/** The audit log in SQLite. Triggers refuse to change or delete an entry, and one that does not follow the last. */
export function createAuditLog(db: Connection): AuditLog {
  return {
    append: async (entry) => db.write(() => appendAudit(db, entry)),
    list: async ({ stream, after, limit }) =>
      db
        .all<EntryRow>(
          'SELECT * FROM audit_entries WHERE stream = ? AND position > ? ORDER BY position LIMIT ?',
          stream,
          after,
          limit,
        )
        .map(entryOf),
    about: async ({ kind, id }, limit) =>
      db
        .all<EntryRow>(
          `SELECT * FROM audit_entries WHERE subject_kind = ? AND subject_id = ?
           ORDER BY at DESC, stream DESC, position DESC LIMIT ?`,
          kind,
          id,
          limit,
        )
        .map(entryOf)
        .toReversed(),
    heads: async () => Object.fromEntries(headsOf(db)),
    chains: async () => chains(db),
  };
}

/** A row of `audit_entries`. */
export type EntryRow = {
  readonly stream: string;
  readonly position: number;
  readonly previous: string;
  readonly hash: string;
  readonly at: string;
  readonly actor_kind: RecordedEntry['actor']['kind'];
  readonly actor_id: string;
  readonly actor_name: string;
  readonly action: string;
  readonly phase: RecordedEntry['phase'];
  readonly subject_kind: string;
  readonly subject_id: string;
  readonly detail: string;
};

export function entryOf(row: EntryRow): RecordedEntry {
  const { stream, position, previous, hash, at, action, phase } = row;
  return {
    ...{ stream, position, previous, hash, at, action, phase },
    actor: { kind: row.actor_kind, id: row.actor_id, name: row.actor_name },
    subject: { kind: row.subject_kind, id: row.subject_id },
    detail: detailOf(row.detail),
  };
}

/** What was altered to be something else must be told as altered, not throw: it reads as what nobody writes. */
function detailOf(text: string): RecordedEntry['detail'] {
  const unreadable = { unreadable: text };
  try {
    const detail: unknown = JSON.parse(text);
    return isDetail(detail) ? detail : unreadable;
  } catch {
    return unreadable;
  }
}

function isDetail(value: unknown): value is RecordedEntry['detail'] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Object.values(value).every((told) => typeof told === 'string');
}

function headsOf(db: Connection): ReadonlyMap<string, ChainHead> {
  const known = db.all<{ stream: string } & ChainHead>('SELECT stream, position, hash FROM audit_heads');
  return new Map(known.map(({ stream, position, hash }) => [stream, { position, hash }]));
}

/** Each stream is found by one descent into the index: the entries themselves are not read. */
function chains(db: Connection): readonly AuditChain[] {
  const heads = headsOf(db);
  const found = db.all<{ stream: string }>(
    `WITH RECURSIVE streams (stream) AS (
       SELECT min(stream) FROM audit_entries
       UNION ALL
       SELECT (SELECT min(stream) FROM audit_entries WHERE stream > streams.stream) FROM streams
       WHERE streams.stream IS NOT NULL
     ) SELECT stream FROM streams WHERE stream IS NOT NULL`,
  );
  const streams = new Set([...heads.keys(), ...found.map(({ stream }) => stream)]);
  return [...streams].toSorted().map((stream) => ({ stream, head: heads.get(stream) ?? null }));
}
