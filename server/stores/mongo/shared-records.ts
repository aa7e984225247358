import type { SharedChange, SharedKind, SharedRecord, SharedRecords, SharedState } from '../../ports/shared-records.ts';
import { checkedSharedChange } from '../records/checked-shared-change.ts';
import { createSharedView } from '../records/shared-view.ts';
import { appendAudit } from './audit-log.ts';
import type { Database, Db } from './database.ts';
import { octetsOf } from './octets.ts';
import type { SharedRecordDocument } from './schema/shared-schema.ts';

/** Shared records in MongoDB. Revisions are read from the primary, as a majority has them. */
export function createSharedRecords({ db, write }: Database): SharedRecords {
  const revision = (kind: SharedKind) => revisionOf(db, kind);
  const read = (kind: SharedKind) => readState(db, kind);
  return {
    read,
    view: createSharedView({ revision, read }),
    change: (kind, decide) =>
      write(async (within) => {
        const documents = await documentsOf(within, kind);
        const change = checkedSharedChange(decide(documents.map(recordOf)));
        await save(within, kind, documents, change);
        for (const entry of change.entries ?? []) await appendAudit(within, entry);
        return change.answer;
      }),
  };
}

async function revisionOf(db: Db, kind: SharedKind): Promise<number> {
  return (await db.sharedRevisions.one('shared revision', { _id: kind }))?.revision ?? 0;
}

/** Read until nobody changed the kind meanwhile: a question that takes long may else see a part of a change. */
async function readState(db: Db, kind: SharedKind): Promise<SharedState> {
  for (;;) {
    const revision = await revisionOf(db, kind);
    const documents = await documentsOf(db, kind);
    if (revision === (await revisionOf(db, kind))) return { revision, records: documents.map(recordOf) };
  }
}

function documentsOf(db: Db, kind: SharedKind): Promise<readonly SharedRecordDocument[]> {
  return db.sharedRecords.many('shared records', { kind }, { sort: { position: 1 } });
}

function recordOf({ name, content }: SharedRecordDocument): SharedRecord {
  return { name, content: octetsOf(content) };
}

async function save(
  db: Db,
  kind: SharedKind,
  documents: readonly SharedRecordDocument[],
  { put, remove }: SharedChange<unknown>,
): Promise<void> {
  if (put.length + remove.length === 0) return;
  await db.sharedRevisions.set({ _id: kind }, { $inc: { revision: 1 } });
  if (remove.length > 0) await db.sharedRecords.remove({ kind, name: { $in: [...remove] } });
  let position = Math.max(0, ...documents.map((document) => document.position));
  for (const { name, content } of put) {
    const former = documents.find((document) => document.name === name && !remove.includes(name));
    if (former === undefined) position += 1;
    const changed = { kind, name, position: former?.position ?? position, content: Buffer.from(content) };
    await db.sharedRecords.set({ _id: `${kind}/${name}` }, { $set: changed });
  }
}
