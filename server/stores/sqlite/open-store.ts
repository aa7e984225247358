import { randomUUID } from 'node:crypto';
import { statSync } from 'node:fs';
import path from 'node:path';
import type { IsoInstant } from '#core/confirmation/calendar.ts';
import type { Store } from '../../ports/store.ts';
import { createHoldings } from '../records/holdings.ts';
import { createArchiveCopies } from './archive-copies.ts';
import { createAuditLog } from './audit-log.ts';
import { awaitWritable, type Entered } from './await-writable.ts';
import { createCheckResults } from './check-results.ts';
import { createCollections } from './collections.ts';
import { type Compaction, compact } from './compact.ts';
import { openConnection } from './connection.ts';
import { createEmbeddedDocuments, type EmbeddedDocuments } from './embedded-documents.ts';
import { createFileReferences } from './file-references.ts';
import { followFile } from './followed-connection.ts';
import { createLeases } from './leases.ts';
import { createSqliteLimits } from './limits.ts';
import { createLineLookUp } from './line-look-up.ts';
import { createManufacturerDirectory, createManufacturerRegister } from './manufacturer-directory.ts';
import { migrate } from './migrations.ts';
import { becomeOwner, type Owner } from './owner.ts';
import { createPatience, patient } from './patience.ts';
import { createRecoveryRegister } from './recovery.ts';
import { createRegistry } from './registry.ts';
import { releaseAllOf, releaseDead } from './release.ts';
import { createReservations } from './reservations.ts';
import { createRevocationAnswers } from './revocation-answers.ts';
import { createSealRegister } from './seal-register.ts';
import { createSealingPolicies } from './sealing-policies.ts';
import { createSharedRecords } from './shared-records.ts';
import { createSnapshots, type Snapshots } from './snapshot.ts';
import type { Connection } from './sql.ts';
import { createStoreHealth } from './store-health.ts';
import { isDiskFault, StoreUnusable } from './store-unusable.ts';
import { createVinHolders } from './vin-holders.ts';

export type SqliteStoreOptions = {
  /** Path of the database file; it and its folder are made where they are missing. `<file>.owners/` holds the locks. */
  readonly file: string;
  readonly now: () => IsoInstant;
  /** Names this opening among all processes on the file; random where it is left out. */
  readonly id?: string;
  /** How long a call waits for another process's write; 10,000 ms where it is left out. Only the opening holds up the event loop. */
  readonly busyTimeoutMs?: number;
};

export type SqliteStore = Store & {
  /** What a former version stored in the database. */
  readonly embedded: EmbeddedDocuments;
  /** Gives free pages back to the file system. */
  readonly compact: () => Promise<Compaction>;
  readonly snapshots: Snapshots;
  readonly close: () => void;
};

/** How long closing waits for another process's write, in ms. */
const LEAVING_MS = 500;

/** How long one try to open a store for writing waits, where it could not be opened before, in ms. */
const RETRY_MS = 200;

/**
 * Opens the embedded store: every port on one SQLite file, which any number of processes may have open at once.
 * On a disk that is full or read-only it reads alone, until it can be written. Throws `StoreUnusable` when the file is
 * corrupt, of a newer version, cannot be made, or is held too long by another process; it is then left as it was. Each
 * call of a port is one piece of synchronous work, tried again while another process writes.
 */
export function openSqliteStore(options: SqliteStoreOptions): SqliteStore {
  const { busyTimeoutMs = 10_000 } = options;
  const { db, owner, recovered } = enterOrRead(options, options.id ?? randomUUID(), busyTimeoutMs);
  const patience = createPatience(busyTimeoutMs);
  const limits = createSqliteLimits({
    file: path.join(path.dirname(db.file), 'limits.sqlite'),
    now: () => Date.parse(options.now()),
  });
  const reserving = { owner, holdings: createHoldings(), now: options.now, patience };
  return {
    reservations: createReservations(db, reserving),
    leases: createLeases(db, reserving),
    registry: patient(createRegistry(db), patience),
    archive: patient(createArchiveCopies(db), patience),
    fileReferences: patient(createFileReferences(db), patience),
    embedded: createEmbeddedDocuments(db, patience),
    compact: () => patience(async () => compact(db)),
    lookUps: patient(createLineLookUp(db), patience),
    holders: patient(createVinHolders(db), patience),
    manufacturers: patient(createManufacturerDirectory(db), patience),
    manufacturerRegister: patient(createManufacturerRegister(db), patience),
    sealing: patient(createSealingPolicies(db), patience),
    seals: patient(createSealRegister(db), patience),
    auditLog: patient(createAuditLog(db), patience),
    health: createStoreHealth(db),
    snapshots: createSnapshots(db),
    recovery: patient(createRecoveryRegister(db), patience),
    checkResults: patient(createCheckResults(db), patience),
    shared: createSharedRecords(db, patience),
    collections: patient(createCollections(db), patience),
    revocationAnswers: patient(createRevocationAnswers(db), patience),
    limits,
    recovered,
    close: closeOnce(() => {
      limits.close();
      leave(db, owner, options.now());
    }),
  };
}

/** A finished store on a disk that takes nothing is read all the same: what was issued can still be verified. */
function enterOrRead({ file, now }: SqliteStoreOptions, id: string, busyTimeoutMs: number): Entered {
  try {
    return openAndEnter(file, id, now, busyTimeoutMs);
  } catch (error) {
    if (!isDiskFault(error) || !isFilled(file)) throw error;
    return readInstead(error, () => awaitWritable(file, id, () => openAndEnter(file, id, now, RETRY_MS)));
  }
}

/** Where it cannot be read either, the first fault is told, unless the second one says that the file is at fault. */
function readInstead(first: unknown, open: () => Entered): Entered {
  try {
    return open();
  } catch (second) {
    throw second instanceof StoreUnusable && second.code !== 'store-not-writable' ? second : first;
  }
}

function isFilled(file: string): boolean {
  const found = statSync(file, { throwIfNoEntry: false });
  return found?.isFile() === true && found.size > 0;
}

function openAndEnter(file: string, id: string, now: () => IsoInstant, busyTimeoutMs: number): Entered {
  const db = openConnection(file, busyTimeoutMs);
  try {
    const entered = db.write(() => enter(db, id, now()));
    db.script('PRAGMA busy_timeout = 0');
    const followed = followFile(file, db, () => openAgain(file));
    return { db: followed, ...entered };
  } catch (error) {
    db.close();
    throw error;
  }
}

/** The file that was put in the place of the one that this process has open. Its lock and its reservations stay its own. */
function openAgain(file: string): Connection {
  const db = openConnection(file, RETRY_MS);
  try {
    db.write(() => migrate(db));
    db.script('PRAGMA busy_timeout = 0');
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** One transaction, so that processes enter one after the other: see `becomeOwner`. */
function enter(db: Connection, id: string, at: IsoInstant): { owner: Owner; recovered: readonly string[] } {
  migrate(db);
  const owner = becomeOwner(`${db.file}.owners`, id);
  try {
    // Whoever had the same id before is dead, or the lock would not have been free.
    const recovered = [...releaseAllOf(db, id, at), ...releaseDead(db, owner, at)];
    for (const other of owner.others()) if (owner.isDead(other)) owner.bury(other);
    return { owner, recovered };
  } catch (error) {
    owner.close();
    throw error;
  }
}

/**
 * The lock goes last: as long as something is reserved, its owner is alive. What cannot be released now, others release once
 * the lock is gone.
 */
function leave(db: Connection, owner: Owner, at: IsoInstant): void {
  try {
    db.script(`PRAGMA busy_timeout = ${LEAVING_MS}`);
    db.write(() => releaseAllOf(db, owner.id, at));
  } catch (error) {
    if (!(error instanceof StoreUnusable)) throw error;
  } finally {
    owner.close();
    db.close();
  }
}

function closeOnce(close: () => void): () => void {
  let open = true;
  return () => {
    if (!open) return;
    open = false;
    close();
  };
}
