import { linkEntry } from '../../model/access/audit-chain.ts';
import type { ChainHead, RecordedEntry } from '../../model/access/audit-entry.ts';
import { storeEntry } from './audit-log.ts';
import type { Connection } from './sql.ts';

const SCHEMA = `
  CREATE TABLE audit_entries (
    stream TEXT NOT NULL,
    position INTEGER NOT NULL,
    previous TEXT NOT NULL,
    hash TEXT NOT NULL,
    at TEXT NOT NULL,
    actor_kind TEXT NOT NULL CHECK (actor_kind IN ('person', 'key', 'operator', 'service', 'named')),
    actor_id TEXT NOT NULL,
    actor_name TEXT NOT NULL,
    action TEXT NOT NULL,
    phase TEXT NOT NULL CHECK (phase IN ('intended', 'succeeded', 'failed', 'recorded')),
    subject_kind TEXT NOT NULL,
    subject_id TEXT NOT NULL,
    detail TEXT NOT NULL,
    PRIMARY KEY (stream, position)
  ) STRICT, WITHOUT ROWID;

  CREATE INDEX audit_about ON audit_entries (subject_kind, subject_id, at);

  CREATE TABLE audit_heads (
    stream TEXT PRIMARY KEY,
    position INTEGER NOT NULL,
    hash TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TRIGGER audit_entries_follow BEFORE INSERT ON audit_entries
    WHEN new.position <> 1 + coalesce((SELECT max(position) FROM audit_entries WHERE stream = new.stream), 0)
    BEGIN SELECT RAISE(ABORT, 'an entry of the audit log follows the last one'); END;
  CREATE TRIGGER audit_entries_never_change BEFORE UPDATE ON audit_entries
    BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
  CREATE TRIGGER audit_entries_never_shrink BEFORE DELETE ON audit_entries
    BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;

  ALTER TABLE seals ADD COLUMN proposed_actor TEXT;
  ALTER TABLE seals ADD COLUMN approved_actor TEXT;
  ALTER TABLE seals ADD COLUMN retired_actor TEXT;
  CREATE TRIGGER seals_keep_their_proposer BEFORE UPDATE ON seals
    WHEN new.proposed_actor IS NOT old.proposed_actor
    BEGIN SELECT RAISE(ABORT, 'a version of a seal changes nothing but its state'); END;
`;

/**
 * The log becomes chains of hashes: one for each manufacturer and one for the operator. The entries that are there come
 * first, in their order, with nothing added or left out; so that two copies of one store get the same chains. The columns of
 * the seals say, beside the names, which actors those were; null where only a name was stored.
 */
export function chainFormerEntries(db: Pick<Connection, 'script' | 'one' | 'all' | 'run'>): void {
  db.script(SCHEMA);
  const heads = new Map<string, ChainHead>();
  let last = 0;
  for (;;) {
    const rows = db.all<FormerRow>(
      `SELECT audit.id, at, by, action, audit.number, detail, manufacturer_id AS manufacturerId
       FROM audit LEFT JOIN confirmations USING (number) WHERE audit.id > ? ORDER BY audit.id LIMIT 1000`,
      last,
    );
    for (const row of rows) {
      const entry = formerEntry(row);
      const linked = linkEntry(entry, heads.get(entry.stream) ?? null);
      storeEntry(db, linked);
      heads.set(entry.stream, linked);
      last = row.id;
    }
    if (rows.length === 0) break;
  }
  db.script('DROP TABLE audit');
}

type FormerRow = {
  readonly id: number;
  readonly at: string;
  readonly by: string;
  readonly action: string;
  readonly number: string | null;
  readonly detail: string;
  readonly manufacturerId: string | null;
};

type FormerEntry = Omit<RecordedEntry, 'position' | 'previous' | 'hash'>;

function formerEntry({ at, by, action, number, detail: text, manufacturerId }: FormerRow): FormerEntry {
  const detail = JSON.parse(text) as Readonly<Record<string, string>>;
  const subject = number === null ? subjectOf(action, detail) : { kind: 'confirmation', id: number };
  const manufacturer = manufacturerId ?? manufacturerOf(action, detail);
  const stream = manufacturer === null ? 'operator' : `manufacturer:${manufacturer}`;
  return { stream, at, actor: { kind: 'named', id: by, name: by }, action, phase: 'recorded', subject, detail };
}

/** Entries about the trust list name a manufacturer by its code, and are the operator's. */
function manufacturerOf(action: string, { manufacturer }: Partial<Record<string, string>>): string | null {
  return /^(?:key|seal|sealing|manufacturer)-/.test(action) ? (manufacturer ?? null) : null;
}

function subjectOf(
  action: string,
  { keyId = '', manufacturer = '', anchor = '' }: Partial<Record<string, string>>,
): FormerEntry['subject'] {
  const [area] = action.split('-');
  if (area === 'key') return { kind: 'key', id: keyId };
  if (area === 'seal') return { kind: 'seal', id: manufacturer };
  if (area === 'sealing' || area === 'manufacturer') return { kind: 'manufacturer', id: manufacturer };
  if (area === 'anchor' || area === 'trust') return { kind: 'anchor', id: anchor };
  return { kind: 'install', id: '' };
}
