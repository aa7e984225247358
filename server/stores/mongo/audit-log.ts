import { type ActorRef, actorRef } from '../../model/access/actor.ts';
import { linkEntry } from '../../model/access/audit-chain.ts';
import {
  type AuditEntry,
  type ChainHead,
  manufacturerStream,
  type RecordedEntry,
} from '../../model/access/audit-entry.ts';
import type { AuditChain, AuditLog } from '../../ports/audit-log.ts';
import type { Database, Db } from './database.ts';
import type { EntryRecord } from './schema/audit-schema.ts';

/** Adds one entry, inside the caller's transaction: what happened and its entry stand or fall together. */
export async function appendAudit(db: Db, entry: AuditEntry): Promise<void> {
  const { stream } = entry;
  // Counted up before it is read: of two transactions the second begins anew, and finds the entry of the first.
  const { position, hash } = await db.heads.put({ _id: stream }, { $inc: { position: 1 } });
  const linked = linkEntry(entry, position === 1 ? null : { position: position - 1, hash });
  await db.entries.insert([{ _id: placeOf(stream, position), ...linked }]);
  await db.heads.change({ _id: stream }, { $set: { hash: linked.hash } });
}

/** The name of an entry is its place, which can be taken once only. */
function placeOf(stream: string, position: number): string {
  return `${stream}/${position}`;
}

/** An entry about a confirmation, in the chain of its manufacturer. Inside the caller's transaction. */
export async function appendConfirmationAudit(
  db: Db,
  {
    number,
    manufacturerId,
    by,
    ...entry
  }: Pick<AuditEntry, 'at' | 'action' | 'phase' | 'detail'> & {
    readonly number: string;
    readonly manufacturerId: string;
    readonly by: ActorRef;
  },
): Promise<void> {
  const subject = { kind: 'confirmation', id: number } as const;
  await appendAudit(db, { ...entry, stream: manufacturerStream(manufacturerId), actor: actorRef(by), subject });
}

/** The audit log in MongoDB. No two entries have one place: it is their name, and an index of its own. */
export function createAuditLog({ db, write }: Database): AuditLog {
  return {
    append: (entry) => write((within) => appendAudit(within, entry)),
    list: async ({ stream, after, limit }) => {
      const part = { limit, sort: { position: 1 } } as const;
      return (await db.entries.many('audit entries', { stream, position: { $gt: after } }, part)).map(entryOf);
    },
    about: async ({ kind, id }, limit) => {
      const part = { limit, sort: { at: -1, stream: -1, position: -1 } } as const;
      const found = await db.entries.many('audit entries', { 'subject.kind': kind, 'subject.id': id }, part);
      return found.map(entryOf).toReversed();
    },
    heads: async () => Object.fromEntries(await headsOf(db)),
    chains: () => chains(db),
  };
}

function entryOf(record: EntryRecord): RecordedEntry {
  const { stream, position, previous, hash, at, actor, action, phase, subject, detail } = record;
  return { stream, position, previous, hash, at, actor, action, phase, subject, detail: detailOf(detail) };
}

/** What was altered to be something else must be told as altered, not throw: it reads as what nobody writes. */
function detailOf(value: unknown): RecordedEntry['detail'] {
  return isDetail(value) ? value : { unreadable: String(JSON.stringify(value)) };
}

function isDetail(value: unknown): value is RecordedEntry['detail'] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Object.values(value).every((told) => typeof told === 'string');
}

async function headsOf(db: Db): Promise<ReadonlyMap<string, ChainHead>> {
  const known = await db.heads.many('audit heads', {});
  return new Map(known.map(({ _id, position, hash }) => [_id, { position, hash }]));
}

/** Each stream is found by one descent into the index: the entries themselves are not read. */
async function chains(db: Db): Promise<readonly AuditChain[]> {
  const heads = await headsOf(db);
  const streams = new Set(heads.keys());
  for (let last = await nextStream(db, ''); last !== null; last = await nextStream(db, last)) streams.add(last);
  return [...streams].toSorted().map((stream) => ({ stream, head: heads.get(stream) ?? null }));
}

async function nextStream(db: Db, after: string): Promise<string | null> {
  const part = { sort: { stream: 1, position: 1 }, fields: { stream: 1 } } as const;
  return (await db.entries.one('audit streams', { stream: { $gt: after } }, part))?.stream ?? null;
}

/** The instant of the newest entry at the end of any chain; null where there is none. */
export async function newestEntry(db: Db): Promise<string | null> {
  const heads = await db.heads.many('audit heads', {});
  const ends = heads.map(({ _id, position }) => placeOf(_id, position));
  const part = { sort: { at: -1 }, fields: { at: 1 } } as const;
  return (await db.entries.one('audit entries', { _id: { $in: ends } }, part))?.at ?? null;
}
