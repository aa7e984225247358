import { chainFormerEntries } from './chain-former-entries.ts';
import type { Connection } from './sql.ts';
import { StoreUnusable } from './store-unusable.ts';
import { takeOverTokens } from './take-over-tokens.ts';

/** `PRAGMA application_id`: the letters "vins". A file without it is no store of ours. */
export const APPLICATION_ID = 0x76696e73;

/** A step of the schema: statements, or what statements alone cannot do. */
export type Migration = string | ((db: Connection) => void);

/**
 * The schema, in order: entry n takes a store from version n to n + 1. An entry that has been released is never edited.
 *
 * At most one live and at most one reserved line per VIN are two indexes, not one: while a superseding confirmation is
 * only reserved, the line it replaces stays live.
 */
export const MIGRATIONS: readonly Migration[] = [
  `
  PRAGMA application_id = ${APPLICATION_ID};

  CREATE TABLE manufacturers (
    id TEXT PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    data TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE outlets (
    manufacturer_id TEXT NOT NULL REFERENCES manufacturers (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    id TEXT NOT NULL,
    data TEXT NOT NULL,
    PRIMARY KEY (manufacturer_id, position),
    UNIQUE (manufacturer_id, id)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE sequences (
    maker_code TEXT NOT NULL,
    year INTEGER NOT NULL,
    last INTEGER NOT NULL,
    PRIMARY KEY (maker_code, year)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE confirmations (
    number TEXT NOT NULL PRIMARY KEY,
    manufacturer_id TEXT NOT NULL,
    maker_code TEXT NOT NULL,
    year INTEGER NOT NULL,
    sequence INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('reserved', 'intended', 'live', 'released')),
    owner TEXT NOT NULL,
    supersedes TEXT REFERENCES confirmations (number),
    idempotency_key TEXT,
    request_hash TEXT NOT NULL,
    reserved_by TEXT NOT NULL,
    reserved_at TEXT NOT NULL,
    content TEXT,
    sha256 TEXT,
    key_id TEXT,
    issued_by TEXT,
    issued_at TEXT,
    issued_ms INTEGER,
    UNIQUE (maker_code, year, sequence),
    CHECK (state <> 'intended' OR content IS NOT NULL),
    CHECK (state <> 'live' OR (content IS NOT NULL AND sha256 IS NOT NULL AND key_id IS NOT NULL
      AND issued_by IS NOT NULL AND issued_at IS NOT NULL AND issued_ms IS NOT NULL))
  ) STRICT;

  CREATE UNIQUE INDEX confirmations_key ON confirmations (manufacturer_id, idempotency_key)
    WHERE idempotency_key IS NOT NULL AND state <> 'released';
  CREATE UNIQUE INDEX confirmations_superseding ON confirmations (supersedes)
    WHERE supersedes IS NOT NULL AND state IN ('reserved', 'intended');
  CREATE INDEX confirmations_open ON confirmations (owner) WHERE state IN ('reserved', 'intended');
  CREATE INDEX confirmations_newest ON confirmations (issued_ms, number) WHERE state = 'live';
  CREATE INDEX confirmations_newest_of ON confirmations (manufacturer_id, issued_ms, number) WHERE state = 'live';

  CREATE TABLE documents (
    number TEXT NOT NULL PRIMARY KEY REFERENCES confirmations (number),
    pdf BLOB NOT NULL
  ) STRICT;

  CREATE TABLE lines (
    number TEXT NOT NULL REFERENCES confirmations (number),
    line INTEGER NOT NULL,
    vin TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('reserved', 'live', 'withdrawn', 'superseded', 'released')),
    at TEXT,
    by TEXT,
    reason TEXT,
    superseded_by TEXT REFERENCES confirmations (number),
    PRIMARY KEY (number, line),
    UNIQUE (number, vin)
  ) STRICT, WITHOUT ROWID;

  CREATE UNIQUE INDEX lines_live ON lines (vin) WHERE status = 'live';
  CREATE UNIQUE INDEX lines_reserved ON lines (vin) WHERE status = 'reserved';

  CREATE TABLE audit (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at TEXT NOT NULL,
    by TEXT NOT NULL,
    action TEXT NOT NULL,
    number TEXT,
    detail TEXT NOT NULL
  ) STRICT;

  CREATE INDEX audit_of_number ON audit (number, id) WHERE number IS NOT NULL;
  CREATE TRIGGER audit_never_changes BEFORE UPDATE ON audit
    BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
  CREATE TRIGGER audit_never_shrinks BEFORE DELETE ON audit
    BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;

  CREATE TABLE tokens (
    holder TEXT PRIMARY KEY,
    sha256 TEXT NOT NULL UNIQUE,
    at TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  `,
  // What the public look-up tells of a line, beside the line: see `LineLookUp`. Null until the content is stored.
  `
  ALTER TABLE lines ADD COLUMN destination TEXT;
  ALTER TABLE lines ADD COLUMN test INTEGER;

  UPDATE lines SET destination = stored.destination, test = stored.test FROM (
    SELECT confirmations.number, vehicle.value ->> 'vin' AS vin, vehicle.value ->> 'destination' AS destination,
      content ->> 'test' AS test
    FROM confirmations, json_each(content, '$.vehicles') AS vehicle WHERE content IS NOT NULL
  ) AS stored WHERE lines.number = stored.number AND lines.vin = stored.vin;

  CREATE INDEX lines_tail ON lines (number, substr(vin, -6));
  `,
  // The archive's copy of each issued confirmation: see `ArchiveCopies`. The file lies apart, so that a row stays short.
  `
  CREATE TABLE archive (
    number TEXT NOT NULL PRIMARY KEY REFERENCES confirmations (number),
    due_ms INTEGER NOT NULL,
    sha256 TEXT,
    level TEXT,
    renewed_at TEXT,
    renewals INTEGER NOT NULL DEFAULT 0,
    CHECK ((renewals > 0) = (sha256 IS NOT NULL) AND (renewals > 0) = (level IS NOT NULL)
      AND (renewals > 0) = (renewed_at IS NOT NULL))
  ) STRICT;

  CREATE INDEX archive_due ON archive (due_ms, number);

  CREATE TABLE archive_documents (
    number TEXT NOT NULL PRIMARY KEY REFERENCES archive (number),
    pdf BLOB NOT NULL
  ) STRICT;

  INSERT INTO archive (number, due_ms) SELECT number, issued_ms FROM confirmations WHERE state = 'live';
  `,
  // Seals get versions. The one that a manufacturer had becomes version 1, in force from its first listing, as approved
  // by having been registered: two names that no person bears, since nobody was asked then.
  `
  CREATE TABLE seals (
    manufacturer_id TEXT NOT NULL REFERENCES manufacturers (id),
    version INTEGER NOT NULL CHECK (version >= 1),
    data TEXT NOT NULL,
    picture_kind TEXT CHECK (picture_kind IN ('svg', 'png')),
    valid_from TEXT NOT NULL,
    valid_until TEXT CHECK (valid_until >= valid_from),
    state TEXT NOT NULL CHECK (state IN ('proposed', 'approved', 'retired')),
    proposed_by TEXT NOT NULL,
    proposed_at TEXT NOT NULL,
    approved_by TEXT CHECK (approved_by <> proposed_by),
    approved_at TEXT,
    retired_by TEXT,
    retired_at TEXT,
    PRIMARY KEY (manufacturer_id, version),
    CHECK (state <> 'approved' OR (approved_by IS NOT NULL AND approved_at IS NOT NULL)),
    CHECK (state <> 'retired' OR (retired_by IS NOT NULL AND retired_at IS NOT NULL))
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE seal_pictures (
    manufacturer_id TEXT NOT NULL,
    version INTEGER NOT NULL,
    content TEXT NOT NULL,
    PRIMARY KEY (manufacturer_id, version),
    FOREIGN KEY (manufacturer_id, version) REFERENCES seals (manufacturer_id, version)
  ) STRICT;

  CREATE TRIGGER seals_keep_their_look BEFORE UPDATE ON seals
    WHEN (new.manufacturer_id, new.version, new.data, new.valid_from, new.proposed_by, new.proposed_at)
        IS NOT (old.manufacturer_id, old.version, old.data, old.valid_from, old.proposed_by, old.proposed_at)
      OR new.picture_kind IS NOT old.picture_kind OR new.valid_until IS NOT old.valid_until OR old.state = 'retired'
    BEGIN SELECT RAISE(ABORT, 'a version of a seal changes nothing but its state'); END;
  CREATE TRIGGER seals_stay BEFORE DELETE ON seals
    BEGIN SELECT RAISE(ABORT, 'a version of a seal is never deleted'); END;
  CREATE TRIGGER seal_pictures_never_change BEFORE UPDATE ON seal_pictures
    BEGIN SELECT RAISE(ABORT, 'the picture of a seal never changes'); END;
  CREATE TRIGGER seal_pictures_stay BEFORE DELETE ON seal_pictures
    BEGIN SELECT RAISE(ABORT, 'the picture of a seal is never deleted'); END;

  INSERT INTO seals (manufacturer_id, version, data, valid_from, state, proposed_by, proposed_at, approved_by, approved_at)
    SELECT id, 1, data -> '$.seal', first, 'approved', 'migration', first || 'T00:00:00.000Z',
      'registration', first || 'T00:00:00.000Z'
    FROM (SELECT id, data, coalesce((SELECT min(listing.value ->> 'from') FROM json_each(data, '$.listings') AS listing),
      '2026-01-01') AS first FROM manufacturers)
    WHERE data ->> '$.seal' IS NOT NULL;
  UPDATE manufacturers SET data = json_remove(data, '$.seal');

  ALTER TABLE confirmations ADD COLUMN seal_version INTEGER;
  `,
  // Every act has an actor, and the audit log is chains of hashes.
  chainFormerEntries,
  // PDFs lie beside the database, in files named by their SHA-256. To `documents` and `archive_documents` nothing is added
  // any more; what is in them is moved out while the service runs: see `moveDocuments`. Archive copies that are replaced are
  // kept, and lists read what they show of the content from a table of short rows.
  `
  CREATE INDEX confirmations_file ON confirmations (sha256) WHERE sha256 IS NOT NULL;
  CREATE INDEX archive_file ON archive (sha256) WHERE sha256 IS NOT NULL;

  CREATE TABLE archive_former (
    number TEXT NOT NULL REFERENCES archive (number),
    renewals INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    level TEXT NOT NULL,
    renewed_at TEXT NOT NULL,
    PRIMARY KEY (number, renewals)
  ) STRICT, WITHOUT ROWID;

  CREATE INDEX archive_former_file ON archive_former (sha256);

  CREATE TABLE summaries (
    number TEXT NOT NULL PRIMARY KEY REFERENCES confirmations (number),
    data TEXT NOT NULL,
    vehicles INTEGER NOT NULL,
    outlets INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;

  INSERT INTO summaries (number, data, vehicles, outlets)
    SELECT number, json_remove(content, '$.vehicles', '$.destinations', '$.outlets'),
      json_array_length(content, '$.vehicles'), json_array_length(content, '$.outlets')
    FROM confirmations WHERE state = 'live';
  `,
  // A reservation ends by itself: see `ReservationLeases`. Null: held by a process of a former version, as long as it lives.
  `
  ALTER TABLE confirmations ADD COLUMN lease_until_ms INTEGER;
  `,
  // What is not known since the database was set back: see `RecoveryRegister`.
  `
  CREATE INDEX confirmations_successor ON confirmations (supersedes) WHERE supersedes IS NOT NULL AND state = 'live';

  CREATE TABLE recovery (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    restored_at TEXT NOT NULL,
    complete INTEGER NOT NULL CHECK (complete IN (0, 1)),
    confirmed_at TEXT
  ) STRICT;

  CREATE TABLE unrecovered (
    maker_code TEXT NOT NULL,
    year INTEGER NOT NULL,
    first INTEGER NOT NULL,
    last INTEGER NOT NULL CHECK (last >= first),
    PRIMARY KEY (maker_code, year, first)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE awaited (
    number TEXT NOT NULL PRIMARY KEY,
    sha256 TEXT NOT NULL,
    key_id TEXT NOT NULL,
    seal_version INTEGER,
    issued_by TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  `,
  // What lists are filtered by, beside what there are indexes for: see `ListFilters`.
  `
  ALTER TABLE confirmations ADD COLUMN exporter_uscc TEXT;
  UPDATE confirmations SET exporter_uscc = content ->> '$.exporter.uscc' WHERE state = 'live' AND json_valid(content);

  CREATE INDEX confirmations_newest_for ON confirmations (exporter_uscc, issued_ms, number) WHERE state = 'live';
  CREATE INDEX lines_vin ON lines (vin);
  `,
  // Results of checks, for as long as they are kept: see `CheckResults`. Triggers keep up how long all are together.
  `
  CREATE TABLE check_results (
    key TEXT NOT NULL PRIMARY KEY,
    checked_ms INTEGER NOT NULL,
    length INTEGER NOT NULL,
    data TEXT NOT NULL
  ) STRICT;

  CREATE INDEX check_results_age ON check_results (checked_ms);

  CREATE TABLE check_results_total (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    length INTEGER NOT NULL CHECK (length >= 0)
  ) STRICT;

  INSERT INTO check_results_total (id, length) VALUES (1, 0);

  CREATE TRIGGER check_results_grow AFTER INSERT ON check_results
    BEGIN UPDATE check_results_total SET length = length + new.length WHERE id = 1; END;
  CREATE TRIGGER check_results_shrink AFTER DELETE ON check_results
    BEGIN UPDATE check_results_total SET length = length - old.length WHERE id = 1; END;
  `,
  // What all instances know alike: see `SharedRecords`.
  `
  CREATE TABLE shared_records (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    content BLOB NOT NULL,
    UNIQUE (kind, name)
  ) STRICT;

  CREATE TABLE shared_revisions (
    kind TEXT NOT NULL PRIMARY KEY,
    revision INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  `,
  // What people work on: see `Collections`.
  `
  CREATE TABLE collected (
    collection TEXT NOT NULL,
    id TEXT NOT NULL,
    version INTEGER NOT NULL,
    at_ms INTEGER NOT NULL,
    uniques TEXT NOT NULL,
    tags TEXT NOT NULL,
    data TEXT NOT NULL,
    PRIMARY KEY (collection, id)
  ) STRICT;

  CREATE TABLE collected_uniques (
    collection TEXT NOT NULL,
    text TEXT NOT NULL,
    id TEXT NOT NULL,
    PRIMARY KEY (collection, text),
    FOREIGN KEY (collection, id) REFERENCES collected (collection, id) ON DELETE CASCADE
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX collected_uniques_of ON collected_uniques (collection, id);

  CREATE TABLE collected_tags (
    collection TEXT NOT NULL,
    tag TEXT NOT NULL,
    at_ms INTEGER NOT NULL,
    id TEXT NOT NULL,
    PRIMARY KEY (collection, tag, at_ms, id),
    FOREIGN KEY (collection, id) REFERENCES collected (collection, id) ON DELETE CASCADE
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX collected_tags_of ON collected_tags (collection, id);
  `,
  // What was fetched of the revocation of certificates: see `RevocationAnswers`. Triggers keep up how long all are together.
  `
  CREATE TABLE revocation_answers (
    key TEXT NOT NULL PRIMARY KEY,
    fresh_until INTEGER NOT NULL,
    length INTEGER NOT NULL,
    octets BLOB NOT NULL
  ) STRICT;

  CREATE INDEX revocation_answers_end ON revocation_answers (fresh_until);

  CREATE TABLE revocation_answers_total (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    length INTEGER NOT NULL CHECK (length >= 0)
  ) STRICT;

  INSERT INTO revocation_answers_total (id, length) VALUES (1, 0);

  CREATE TRIGGER revocation_answers_grow AFTER INSERT ON revocation_answers
    BEGIN UPDATE revocation_answers_total SET length = length + new.length WHERE id = 1; END;
  CREATE TRIGGER revocation_answers_shrink AFTER DELETE ON revocation_answers
    BEGIN UPDATE revocation_answers_total SET length = length - old.length WHERE id = 1; END;
  `,
  takeOverTokens,
];

/**
 * Brings the schema up to date, inside the caller's transaction: a start cut short leaves the former version whole. `upTo`:
 * for tests of what former versions left behind.
 */
export function migrate(db: Connection, upTo: number = MIGRATIONS.length): void {
  // Read again under the write lock: another process may have migrated, or upgraded, since the file was inspected.
  const version = db.one<{ user_version: number }>('PRAGMA user_version')?.user_version ?? 0;
  if (version > MIGRATIONS.length)
    throw new StoreUnusable('store-newer', db.file, `schema ${version}, known up to ${MIGRATIONS.length}`);
  for (const [index, step] of MIGRATIONS.slice(0, upTo).entries()) {
    if (index < version) continue;
    if (typeof step === 'string') db.script(step);
    else step(db);
    db.script(`PRAGMA user_version = ${index + 1}`);
  }
}
