import { randomUUID } from 'node:crypto';
import type { Connection } from 'mongoose';
import type { IsoInstant } from '#core/confirmation/calendar.ts';
import type { DocumentFiles } from '../../ports/document-files.ts';
import type { Store } from '../../ports/store.ts';
import { createHoldings } from '../records/holdings.ts';
import { createArchiveCopies } from './archive-copies.ts';
import { createAuditLog, newestEntry } from './audit-log.ts';
import { createCheckResults } from './check-results.ts';
import { claimDatabase, refuseClaimed } from './claim-database.ts';
import { createCollections } from './collections.ts';
import { connectMongo } from './connect.ts';
import { type Database, openDatabase } from './database.ts';
import { createDocumentFiles } from './document-files.ts';
import { createFileReferences } from './file-references.ts';
import { forgetFilling, refuseFilling } from './fillings.ts';
import { createLeases } from './leases.ts';
import { createMongoLimits } from './limits.ts';
import { createLineLookUp } from './line-look-up.ts';
import { createManufacturerDirectory, createManufacturerRegister } from './manufacturer-directory.ts';
import { migrateMongo, refuseUnmigrated } from './migrate.ts';
import { MongoUnusable } from './mongo-fault.ts';
import { createRecoveryRegister } from './recovery.ts';
import { createRegistry } from './registry.ts';
import { releaseAllOf, releaseExpired } from './release.ts';
import { createReservations } from './reservations.ts';
import type { Reserving } from './reserving.ts';
import { createRevocationAnswers } from './revocation-answers.ts';
import { createSealRegister } from './seal-register.ts';
import { createSealingPolicies } from './sealing-policies.ts';
import { createSharedRecords } from './shared-records.ts';
import { createStoreHealth } from './store-health.ts';
import { createVinHolders } from './vin-holders.ts';

export type MongoStoreOptions = {
  /** `mongodb://…/DATABASE?replicaSet=…`. May hold a password: it is told to nobody. */
  readonly url: string;
  /** For the audit log; leases go by the clock of the server. */
  readonly now: () => IsoInstant;
  /** Whether what is missing of collections and indexes is made. Where it is not, a store that lacks any is refused. */
  readonly migrates: boolean;
  /** Id of the data folder; null for one that is being made, whose database must be nobody's yet. */
  readonly install: string | null;
  /** Id of the restore that opens what it fills. */
  readonly filling?: string;
};

export type MongoStore = Store & {
  readonly files: DocumentFiles;
  /** The instant of the newest entry of the audit log; null where there is none. */
  readonly newestEntry: () => Promise<IsoInstant | null>;
  readonly close: () => Promise<void>;
};

/**
 * Opens every port on one database of a replica set, which any number of instances may have open at once.
 * @throws {MongoUnusable} where it cannot be reached, is a standalone server, lacks indexes, is of a newer version or of another install
 */
export async function openMongoStore(options: MongoStoreOptions): Promise<MongoStore> {
  const connection = await connectMongo(options.url);
  try {
    if (options.migrates) await migrateMongo(connection);
    else await refuseUnmigrated(connection);
    return await openOn(connection, options, () => connection.destroy());
  } catch (error) {
    await connection.destroy();
    throw error;
  }
}

/**
 * The same on a connection to a database whose collections and indexes are known to be there.
 * @param disconnect called once the store is closed
 */
export async function openOn(
  connection: Connection,
  { now, install, filling }: Pick<MongoStoreOptions, 'now' | 'install' | 'filling'>,
  disconnect: () => Promise<void>,
): Promise<MongoStore> {
  const database = openDatabase(connection);
  await refuseFilling(database, filling ?? null);
  if (install === null) await refuseClaimed(database);
  else await claimDatabase(database, install);
  await forgetFilling(database);
  const reserving: Reserving = { ...database, owner: randomUUID(), holdings: createHoldings(), now };
  const recovered = await releaseExpired(reserving);
  // Checks are the public's: their results, and what is fetched for them, wait in queues of their own, and what is issued not behind them.
  const checkResults = createCheckResults(openDatabase(connection));
  const revocationAnswers = createRevocationAnswers(openDatabase(connection));
  const ports = { ...portsOf(database, reserving), checkResults, revocationAnswers };
  return { ...ports, recovered, close: closeOnce(() => leave(reserving, disconnect)) };
}

function portsOf(database: Database, reserving: Reserving) {
  return {
    reservations: createReservations(reserving),
    leases: createLeases(reserving),
    registry: createRegistry(database),
    archive: createArchiveCopies(database),
    fileReferences: createFileReferences(database),
    lookUps: createLineLookUp(database),
    holders: createVinHolders(database),
    manufacturers: createManufacturerDirectory(database),
    manufacturerRegister: createManufacturerRegister(database),
    sealing: createSealingPolicies(database),
    seals: createSealRegister(database),
    auditLog: createAuditLog(database),
    health: createStoreHealth(database),
    recovery: createRecoveryRegister(database),
    shared: createSharedRecords(database),
    collections: createCollections(database),
    limits: createMongoLimits(database),
    files: createDocumentFiles(database),
    newestEntry: () => newestEntry(database.db),
  };
}

/** What cannot be released now, others release once its lease is over. Where nothing is open the database is not waited for. */
async function leave(reserving: Reserving, disconnect: () => Promise<void>): Promise<void> {
  try {
    if (reserving.holdings.mayBeOpen()) await releaseAllOf(reserving);
  } catch (error) {
    if (!(error instanceof MongoUnusable)) throw error;
  } finally {
    await disconnect();
  }
}

function closeOnce(close: () => Promise<void>): () => Promise<void> {
  let closed: Promise<void> | null = null;
  return () => {
    closed ??= close();
    return closed;
  };
}
