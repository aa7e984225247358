import type { Database } from './database.ts';
import { MongoUnusable } from './mongo-fault.ts';

/** The record that says whose a database is. */
export const INSTALL = { _id: 'install' } as const;

/**
 * Holds the database for the data folder of that id, and for every copy of it: keys and trust list of one install must never
 * meet the registry of another.
 * @throws {MongoUnusable} `store-of-another-install`
 */
export async function claimDatabase({ db }: Database, install: string): Promise<void> {
  const { install: holder } = await db.versions.put(INSTALL, { $setOnInsert: { version: 0, install } });
  if (holder !== install) throw new MongoUnusable('store-of-another-install');
}

/** For a data folder that is being made: the database must be nobody's yet. @throws {MongoUnusable} `store-of-another-install` */
export async function refuseClaimed({ db }: Database): Promise<void> {
  if ((await db.versions.one('schema version', INSTALL)) !== null) throw new MongoUnusable('store-of-another-install');
}

/** For one who only looks. @throws {MongoUnusable} `store-of-another-install` */
export async function refuseOther({ db }: Database, install: string): Promise<void> {
  const holder = await db.versions.one('schema version', INSTALL);
  if (holder?.install !== install) throw new MongoUnusable('store-of-another-install');
}
