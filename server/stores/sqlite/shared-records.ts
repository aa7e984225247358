import type { SharedChange, SharedKind, SharedRecord, SharedRecords } from '../../ports/shared-records.ts';
import { checkedSharedChange } from '../records/checked-shared-change.ts';
import { createSharedView } from '../records/shared-view.ts';
import { appendAudit } from './audit-log.ts';
import { type Patience, patient } from './patience.ts';
import type { Connection } from './sql.ts';

/** Shared records in SQLite: other processes on this machine see them at their next question. */
export function createSharedRecords(db: Connection, patience: Patience): SharedRecords {
  const records = {
    revision: async (kind: SharedKind) => revisionOf(db, kind),
    read: async (kind: SharedKind) => readState(db, kind),
    change: async <Answer>(kind: SharedKind, decide: (records: readonly SharedRecord[]) => SharedChange<Answer>) =>
      db.write(() => {
        const change = checkedSharedChange(decide(readRecords(db, kind)));
        save(db, kind, change);
        for (const entry of change.entries ?? []) appendAudit(db, entry);
        return change.answer;
      }),
  };
  const { revision, read, change } = patient(records, patience);
  return { read, change, view: createSharedView({ revision, read }) };
}

function revisionOf(db: Connection, kind: SharedKind): number {
  return db.one<{ revision: number }>('SELECT revision FROM shared_revisions WHERE kind = ?', kind)?.revision ?? 0;
}

/** The revision comes first: where another process changes the kind in between, the next question reads again. */
export function readState(db: Connection, kind: SharedKind) {
  const revision = revisionOf(db, kind);
  return { revision, records: readRecords(db, kind) };
}

function readRecords(db: Connection, kind: SharedKind): readonly SharedRecord[] {
  return db.all<SharedRecord>('SELECT name, content FROM shared_records WHERE kind = ? ORDER BY position', kind);
}

function save(db: Connection, kind: SharedKind, { put, remove }: SharedChange<unknown>): void {
  if (put.length + remove.length === 0) return;
  for (const name of remove) db.run('DELETE FROM shared_records WHERE kind = ? AND name = ?', kind, name);
  for (const { name, content } of put)
    db.run(
      `INSERT INTO shared_records (kind, name, content) VALUES (?, ?, ?)
       ON CONFLICT (kind, name) DO UPDATE SET content = excluded.content`,
      kind,
      name,
      content,
    );
  db.run(
    `INSERT INTO shared_revisions (kind, revision) VALUES (?, 1)
     ON CONFLICT (kind) DO UPDATE SET revision = revision + 1`,
    kind,
  );
}
